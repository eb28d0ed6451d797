import type { Kept } from '@teahouse/client';
import { useMemo, useState } from 'react';
import { ask, askAgain } from '../app/ask.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { toast } from '../ui/toast.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';

export function AddPeople({ conversation, onDone }: { conversation: Kept; onDone(): void }) {
  const { t, why } = useWords();
  const [picked, setPicked] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const here = useMemo(() => new Set(Object.keys(conversation.members)), [conversation.members]);
  const add = async () => {
    setBusy(true);
    try {
      const { added, requested } = await ask('add_members', { conversation_id: conversation.id, user_ids: picked });
      if (requested?.length) toast(t('group.requested', { count: requested.length }));
      else toast(t('group.added', { count: added.length }));
      askAgain('list_members', 'list_join_requests');
      onDone();
    } catch (error) {
      toast(why(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <>
      <PeoplePicker picked={picked} onChange={setPicked} without={here} />
      {conversation.info?.inviting === 'approval' && <p className="text-soft mt-3 text-sm">{t('group.add_approval')}</p>}
      <Button className="sticky bottom-0 mt-4 w-full" disabled={busy || !picked.length} onClick={() => void add()}>{picked.length ? t('group.add_count', { count: picked.length }) : t('group.add')}</Button>
    </>
  );
}
