import { limits, type Kept } from '@teahouse/client';
import { useState } from 'react';
import { useAct } from '../app/act.ts';
import { ask } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';
import { isAhead } from '../home/face.ts';
import { quietFor, quietTimes, setPreferences, type PreferenceChange } from '../home/conversationMenu.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { usePending } from '../ui/usePending.ts';
import { Backgrounds } from './Backgrounds.tsx';

/** Muted until one says otherwise: the end is too far away to be told. */
const isEndless = (until: number) => until > Date.now() + quietTimes.ever / 2;

const levels = ['all', 'mentions', 'none'] as const;
type Level = (typeof levels)[number];

/** What one has set for a conversation, for oneself. */
export function Mine({ conversation }: { conversation: Kept }) {
  const { t, moment } = useWords();
  const { kind } = conversation;
  const [preferences, setPending] = usePending<PreferenceChange>(conversation.preferences ?? {}, conversation.preferences?.version);
  const muted = isAhead(preferences.muted_until);
  const until = Date.parse(preferences.muted_until ?? '');
  const act = useAct();
  const set = async (change: PreferenceChange) => {
    setPending(change);
    if (!(await act(setPreferences(conversation.id, change)))) setPending(undefined);
  };
  return (
    <div className="grid gap-3">
      <Switch
        label={t('list.mute')} checked={muted} onChange={(on) => void set(on ? quietFor(quietTimes.ever) : quietFor(-1000))}
        hint={muted && !isEndless(until) ? t('mine.muted_until', { time: moment(until) }) : t('mine.mute_hint')}
      />
      <Select
        label={t('list.level')} value={(preferences.level ?? 'all') as Level} onChoose={(level) => void set({ level })}
        options={levels.map((value) => ({ value, label: t(`list.level_${value}`) }))}
      />
      <Switch label={t('list.pin')} checked={preferences.pinned ?? false} onChange={(pinned) => void set({ pinned })} />
      {kind !== 'direct' && <Nickname conversation={conversation} />}
      <Backgrounds chosen={preferences.background ?? ''} onChoose={(background) => void set({ background })} />
    </div>
  );
}

function Nickname({ conversation }: { conversation: Kept }) {
  const { t } = useWords();
  const me = useWorld().account.user;
  const kept = conversation.members[me.id]?.nickname ?? '';
  const [name, setName] = useState(kept);
  const act = useAct();
  const save = () => {
    void act(ask('update_member', { conversation_id: conversation.id, user_id: me.id, nickname: name.trim() }), { done: t('settings.saved') });
  };
  return (
    <form className="flex items-end gap-2" onSubmit={(event) => (event.preventDefault(), save())}>
      <Field
        label={t('mine.nickname')} value={name} maxLength={limits.displayName} dir="auto" placeholder={me.display_name} className="flex-1"
        onChange={(event) => setName(event.target.value)}
      />
      {name.trim() !== kept && <Button type="submit">{t('settings.save')}</Button>}
    </form>
  );
}
