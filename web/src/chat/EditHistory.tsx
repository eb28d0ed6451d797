import { writtenIn, type Edit, type Message } from '@teahouse/client';
import { useEffect, useState } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useRoom } from './context.ts';
import { Markdown } from './Markdown.tsx';

/** What a message said before, for those who may know. */
export default function EditHistory({ message, onClose }: { message: Message; onClose(): void }) {
  const { t, why, moment } = useWords();
  const { me, nameOf } = useRoom();
  const { conversation_id, seq } = message;
  const [edits, setEdits] = useState<Edit[]>();
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    teahouse.call('list_edits', { conversation_id, seq }).then((answer) => setEdits(answer.edits), (error: unknown) => setTrouble(why(error)));
  }, [conversation_id, seq, why]);
  return (
    <Dialog open title={t('menu.history')} onOpenChange={(open) => open || onClose()}>
      {trouble && <p role="alert" className="text-berry">{trouble}</p>}
      <ol className="grid gap-3">
        {edits?.map(({ content, written_at }, index) => (
          <li key={index} className="border-line border-b pb-3 last:border-0">
            <time className="text-soft text-fine">{moment(Date.parse(written_at))}</time>
            <div dir="auto" className="wrap-anywhere"><Markdown text={writtenIn(content)} me={me} name={nameOf} /></div>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
