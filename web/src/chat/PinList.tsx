import { isAdmin, type Message } from '@teahouse/client';
import { PinOff } from 'lucide-react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { useRoom } from './context.ts';
import { FoundLine } from './FoundLine.tsx';

/** All pinned messages of a conversation. */
export default function PinList({ pins, onClose }: { pins: Message[]; onClose(): void }) {
  const { t, why } = useWords();
  const { conversation, me, group, jump, nameOf } = useRoom();
  const may = !group || isAdmin(conversation, me) || conversation.info?.posting !== 'admins';
  return (
    <Dialog open title={t('pins.all')} onOpenChange={(open) => open || onClose()}>
      <ul className="-mx-2">
        {pins.map((message) => (
          <li key={message.seq} className="flex items-center gap-1">
            <FoundLine message={message} name={nameOf(message.sender_id)} conversation={conversation} onOpen={() => (onClose(), jump(message.seq))} />
            {may && (
              <IconButton
                label={t('menu.unpin')}
                onClick={() => void teahouse.call('unpin', { conversation_id: message.conversation_id, seq: message.seq }).catch((error: unknown) => toast(why(error), 'bad'))}
              >
                <PinOff size={18} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {!pins.length && <p className="text-soft py-3">{t('pins.none')}</p>}
    </Dialog>
  );
}
