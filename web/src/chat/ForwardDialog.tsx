import { isMember, limits, newId, type Kept, type Message } from '@teahouse/client';
import { useState } from 'react';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { faceOf } from '../home/face.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { silenceOf } from './room.ts';

interface ForwardDialogProps {
  from: Kept;
  title: string;
  messages: Message[];
  onClose(): void;
  onDone(): void;
}

const shownAtMost = 200;

/** Copies messages into other conversations, one by one or together. */
export default function ForwardDialog({ from, title, messages, onClose, onDone }: ForwardDialogProps) {
  const { t, why } = useWords();
  const { account, conversations } = useWorld();
  const names = useNames();
  const [wanted, setWanted] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [way, setWay] = useState<'apart' | 'together'>('apart');
  const [busy, setBusy] = useState(false);
  const me = account.user.id;
  const sought = wanted.trim().toLocaleLowerCase();
  const shown = conversations.filter((one) => isMember(one) && !silenceOf(one, me))
    .map((one) => faceFor(one)).filter((one) => one.face.name.toLocaleLowerCase().includes(sought)).slice(0, shownAtMost);
  function faceFor(conversation: Kept) {
    return { id: conversation.id, face: faceOf(conversation, me, names, t) };
  }

  const forward = async () => {
    setBusy(true);
    const seqs = messages.map((message) => message.seq).toSorted((a, b) => a - b).slice(0, limits.forwarded);
    const together = way === 'together' && { together: true, title };
    try {
      for (const conversation_id of chosen) {
        await teahouse.call('forward', { conversation_id, from_conversation_id: from.id, seqs, id: newId(), ...together });
      }

      toast(t('forward.done', { count: chosen.length }));
      onDone();
    } catch (error) {
      toast(why(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <Dialog
      open title={t('forward.to')} onOpenChange={(open) => open || onClose()}
      foot={<Button disabled={!chosen.length || busy} onClick={() => void forward()}>{t('forward.send', { count: chosen.length })}</Button>}
    >
      {messages.length > 1 && (
        <div className="mb-3">
          <Choice
            legend={t('forward.way', { count: messages.length })} name="way" value={way} onChoose={setWay}
            options={[{ value: 'apart', label: t('forward.apart') }, { value: 'together', label: t('forward.together') }]}
          />
        </div>
      )}
      <input
        type="text" role="searchbox" aria-label={t('forward.search')} placeholder={t('forward.search')} value={wanted} onChange={(event) => setWanted(event.target.value)}
        className="field mb-2 min-h-11 w-full rounded-full px-4"
      />
      <ul className="-mx-2">
        {shown.map(({ id, face }) => (
          <li key={id}>
            <label className="hover:bg-hover flex min-h-14 items-center gap-3 rounded-xl px-2 py-1.5">
              <input
                type="checkbox" className="accent-leaf size-5" checked={chosen.includes(id)}
                onChange={(event) => setChosen(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
              />
              <Avatar {...face} size="small" />
              <bdi className="min-w-0 flex-1 truncate font-medium">{face.name}</bdi>
            </label>
          </li>
        ))}
      </ul>
      {!shown.length && <p className="text-soft py-3">{t('list.none')}</p>}
    </Dialog>
  );
}
