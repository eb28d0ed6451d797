import { limits } from '@teahouse/client';
import { useState, type FormEvent } from 'react';
import { ask } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';
import { statusOf } from '../contacts/StatusLine.tsx';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { EmojiField } from '../ui/EmojiField.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Outcome, useWork } from '../ui/work.tsx';

const hourMs = 3_600_000;
const times = { kept: undefined, hour: hourMs, four: 4 * hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs } as const;
const moods = ['🍵', '💼', '🏠', '🚆', '🍜', '📚', '🎧', '🏃', '😴', '🤒', '🏖️', '🔕', '🎉', '❤️', '🌧️', '🙏'];
type Time = keyof typeof times;

/** What one is doing, as others see it. */
export function StatusCard() {
  const { t, moment } = useWords();
  const { user } = useWorld().account;
  const status = statusOf(user);
  const [emoji, setEmoji] = useState(status?.emoji ?? '');
  const [text, setText] = useState(status?.text ?? '');
  const [time, setTime] = useState<Time>('kept');
  const { busy, outcome, work } = useWork();
  const save = (event: FormEvent) => {
    event.preventDefault();
    const ms = times[time];
    const said = text.trim();
    const next = { ...(emoji && { emoji }), ...(said && { text: said }), ...(ms && (emoji || said) && { until: new Date(Date.now() + ms).toISOString() }) };
    work(async () => void (await ask('update_me', { status: next })), t('settings.saved'));
  };
  const clear = () => {
    setEmoji('');
    setText('');
    work(async () => void (await ask('update_me', { status: {} })), t('settings.saved'));
  };
  return (
    <Card title={t('status.title')} text={t('status.hint')}>
      <form className="grid gap-4" onSubmit={save}>
        <EmojiField label={t('status.emoji')} value={emoji} onChange={setEmoji} offered={moods} />
        <Field label={t('status.text')} value={text} maxLength={limits.statusText} dir="auto" onChange={(event) => setText(event.target.value)} />
        <Select
          label={t('status.clear_after')} value={time} onChoose={setTime} hint={status?.until && t('status.until', { time: moment(Date.parse(status.until)) })}
          options={(Object.keys(times) as Time[]).map((value) => ({ value, label: t(`status.for_${value}`) }))}
        />
        <Outcome outcome={outcome} />
        <div className="flex gap-2">
          <Button type="submit" disabled={busy || (!emoji && !text.trim())}>{t('settings.save')}</Button>
          {status && <Button look="quiet" disabled={busy} onClick={clear}>{t('status.clear')}</Button>}
        </div>
      </form>
    </Card>
  );
}
