import type { AnswerOf, Message } from '@teahouse/client';
import { useEffect, useState } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useRoom } from './context.ts';
import { PersonLine } from './PersonLine.tsx';
import { StateMark } from './StateMark.tsx';

/** Who has received and read a message. */
export default function ReadBy({ message, onClose }: { message: Message; onClose(): void }) {
  const { t, why } = useWords();
  const { conversation, me } = useRoom();
  const { conversation_id, seq } = message;
  const [receipts, setReceipts] = useState<AnswerOf<'list_receipts'>>();
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    teahouse.call('list_receipts', { conversation_id, seq }).then(setReceipts, (error: unknown) => setTrouble(why(error)));
  }, [conversation_id, seq, why]);
  const { read_by = [], delivered_to = [] } = receipts ?? {};
  const reached = new Set([...read_by, ...delivered_to]);
  const waiting = receipts ? Object.keys(conversation.members).filter((id) => id !== me && !reached.has(id)) : [];
  const parts = [['read', read_by], ['delivered', delivered_to.filter((id) => !read_by.includes(id))], ['sent', waiting]] as const;
  return (
    <Dialog open title={t('menu.info')} onOpenChange={(open) => open || onClose()}>
      {trouble && <p role="alert" className="text-berry">{trouble}</p>}
      {receipts && parts.map(([state, people]) => people.length > 0 && (
        <section key={state} className="mb-4">
          <h3 className="mb-1 flex items-center gap-2 font-semibold"><StateMark state={state} /><span aria-hidden>{t(`info.${state}`, { count: people.length })}</span></h3>
          {people.map((id) => <PersonLine key={id} id={id} />)}
        </section>
      ))}
    </Dialog>
  );
}
