import { limits, type Info, type Kept, type Retention } from '@teahouse/client';
import { useState, type FormEvent } from 'react';
import { useAct } from '../app/act.ts';
import { ask } from '../app/ask.ts';
import { useWords } from '../i18n/index.tsx';
import { Area } from '../ui/Area.tsx';
import { Button } from '../ui/Button.tsx';
import { confirmed } from '../ui/confirm.tsx';
import { EmojiField } from '../ui/EmojiField.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { usePending } from '../ui/usePending.ts';
import { SharedWith } from '../workspaces/SharedWith.tsx';

interface Change {
  name?: string;
  topic?: string;
  announcement?: string;
  avatar?: string;
  public?: boolean;
  default?: boolean;
  archived?: boolean;
  posting?: string;
  inviting?: string;
  history?: string;
  retention?: Retention;
}

const invitings = ['members', 'approval', 'admins'] as const;
const histories = ['all', 'joined'] as const;
type Set = (change: Change, done?: string) => Promise<void>;

/** How a group or channel is called and kept; for its admins. */
export function Manage({ conversation }: { conversation: Kept }) {
  const { t } = useWords();
  const [info, setPending] = usePending<Info>(conversation.info ?? {}, conversation.info_rev);
  const channel = conversation.kind === 'channel';
  const act = useAct();
  const set: Set = async (change, done) => {
    setPending(change);
    if (!(await act(ask('update_conversation', { conversation_id: conversation.id, ...change }), done ? { done } : {}))) setPending(undefined);
  };
  return (
    <div className="grid gap-5">
      <About key={conversation.info_rev} info={info} set={set} />
      <div className="border-line grid gap-1 border-t pt-4">
        <Switch
          label={t('manage.quiet')} hint={t('manage.quiet_hint')} checked={info.posting === 'admins'}
          onChange={(on) => void set({ posting: on ? 'admins' : 'all' })}
        />
        <Select
          label={t('manage.inviting')} value={(info.inviting ?? 'members') as (typeof invitings)[number]} onChoose={(inviting) => void set({ inviting })}
          options={invitings.map((value) => ({ value, label: t(`manage.inviting_${value}`) }))}
        />
        <Select
          label={t('manage.history')} value={(info.history ?? 'all') as (typeof histories)[number]} onChoose={(history) => void set({ history })}
          options={histories.map((value) => ({ value, label: t(`manage.history_${value}`) }))}
        />
        <RetentionField retention={info.retention} set={set} />
      </div>
      {channel && <ChannelPart conversation={conversation} info={info} set={set} />}
    </div>
  );
}

function About({ info, set }: { info: Info; set: Set }) {
  const { t } = useWords();
  const [name, setName] = useState(info.name ?? '');
  const [topic, setTopic] = useState(info.topic ?? '');
  const [announcement, setAnnouncement] = useState(info.announcement ?? '');
  const [avatar, setAvatar] = useState(info.avatar ?? '');
  const [busy, setBusy] = useState(false);
  const change: Change = {
    ...(name.trim() !== (info.name ?? '') && { name: name.trim() }),
    ...(topic.trim() !== (info.topic ?? '') && { topic: topic.trim() }),
    ...(announcement.trim() !== (info.announcement ?? '') && { announcement: announcement.trim() }),
    ...(avatar !== (info.avatar ?? '') && { avatar }),
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await set(change, t('settings.saved'));
    setBusy(false);
  };
  return (
    <form className="grid gap-4" onSubmit={(event) => void save(event)}>
      <Field label={t('group.name')} value={name} maxLength={limits.name} dir="auto" onChange={(event) => setName(event.target.value)} />
      <Field label={t('manage.topic')} value={topic} maxLength={limits.topic} dir="auto" onChange={(event) => setTopic(event.target.value)} />
      <Area label={t('group.announcement')} value={announcement} maxLength={limits.announcement} onChange={setAnnouncement} />
      <EmojiField label={t('group.avatar')} value={avatar} onChange={setAvatar} />
      <Button type="submit" className="justify-self-start" disabled={busy || !Object.keys(change).length}>{t('settings.save')}</Button>
    </form>
  );
}

const modes = ['keep', 'until_read', 'days'] as const;
type Mode = (typeof modes)[number];
const dayChoices = [1, 7, 30, 90, 365];

/** How long messages are kept. Less than before asks first: what is deleted is gone. */
function RetentionField({ retention, set }: { retention: Retention | undefined; set: Set }) {
  const { t } = useWords();
  const mode = (retention?.mode ?? 'keep') as Mode;
  const days = retention?.days ?? 30;
  const choose = async (next: Retention) => {
    const sure = next.mode === 'keep' || (await confirmed({ title: t('manage.retention_title'), text: t('manage.retention_text'), action: t('manage.retention_yes') }));
    if (sure) await set({ retention: next });
  };
  const all = dayChoices.includes(days) ? dayChoices : [...dayChoices, days];
  return (
    <>
      <Select
        label={t('manage.retention')} hint={mode === 'until_read' ? t('manage.until_read_hint') : undefined} value={mode}
        onChoose={(next) => void choose(next === 'days' ? { mode: next, days } : { mode: next })}
        options={modes.map((value) => ({ value, label: t(`manage.retention_${value}`) }))}
      />
      {mode === 'days' && (
        <Select
          label={t('manage.days')} value={String(days)} onChoose={(value) => void choose({ mode: 'days', days: Number(value) })}
          options={all.map((count) => ({ value: String(count), label: t('manage.days_count', { count }) }))}
        />
      )}
    </>
  );
}

/** What only channels have: who finds it, who is in it from the start, and its end. */
function ChannelPart({ conversation, info, set }: { conversation: Kept; info: Info; set: Set }) {
  const { t } = useWords();
  const archive = async () => {
    const sure = info.archived || (await confirmed({ title: t('channel.archive_title'), text: t('channel.archive_text'), action: t('channel.archive') }));
    if (sure) await set({ archived: !info.archived });
  };
  return (
    <div className="border-line grid gap-1 border-t pt-4">
      <Switch
        label={t('channel.public')} hint={t('channel.public_hint')} checked={info.public ?? false}
        onChange={(on) => void set({ public: on })}
      />
      <Switch label={t('channel.default')} hint={t('channel.default_hint')} checked={info.default ?? false} onChange={(on) => void set({ default: on })} />
      <SharedWith conversation={conversation} info={info} />
      <Button look="quiet" className={`mt-3 w-full ${info.archived ? '' : 'text-berry'}`} onClick={() => void archive()}>
        {t(info.archived ? 'channel.unarchive' : 'channel.archive')}
      </Button>
    </div>
  );
}
