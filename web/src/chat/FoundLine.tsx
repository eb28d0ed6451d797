import type { Kept, Message } from '@teahouse/client';
import { useWords } from '../i18n/index.tsx';
import { Thumb } from '../media/Thumb.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { previewOf, useTelling } from './preview.ts';

interface FoundLineProps {
  message: Message;
  name: string;
  /** Where it stands, when that is not plain from the place. */
  where?: string | undefined;
  conversation: Kept | undefined;
  onOpen(): void;
}

/** A message in a list of messages; a press goes to it. */
export function FoundLine({ message, name, where, conversation, onOpen }: FoundLineProps) {
  const { moment } = useWords();
  const telling = useTelling();
  return (
    <button type="button" onClick={onOpen} className="hover:bg-hover flex min-w-0 flex-1 items-start gap-3 rounded-xl px-2 py-2.5 text-start">
      <Avatar id={message.sender_id} name={name} size="small" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <bdi className="min-w-0 truncate font-semibold">{name}</bdi>
          {where && <bdi className="text-soft min-w-0 flex-1 truncate text-fine">{where}</bdi>}
          <time className="text-soft ms-auto shrink-0 text-fine">{moment(Date.parse(message.sent_at))}</time>
        </span>
        <bdi className="text-soft line-clamp-2 wrap-anywhere">{previewOf(message, telling, conversation)}</bdi>
      </span>
      <Thumb message={message} className="size-11" />
    </button>
  );
}
