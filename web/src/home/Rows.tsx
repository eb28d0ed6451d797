import type { Kept } from '@teahouse/client';
import { useDrawn } from '../ui/useDrawn.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { useConversationMenu } from './conversationMenu.ts';
import { usePointMenu } from './usePointMenu.tsx';

interface RowsProps {
  conversations: readonly Kept[];
  open: string | undefined;
  /** What comes before `/c/…` in the address. */
  base?: string;
  onChosen?: () => void;
}

/** A list of conversations, drawn as far as it is looked at. */
export function Rows({ conversations, open, base = '', onChosen }: RowsProps) {
  const { drawn, end } = useDrawn(conversations.length);
  const itemsOf = useConversationMenu();
  const { row, menu } = usePointMenu();
  return (
    <>
      <ul>
        {conversations.slice(0, drawn).map((one) => (
          <ConversationRow
            key={one.id} conversation={one} href={`${base}/c/${one.id}`} open={one.id === open} onChosen={onChosen}
            menu={(conversation, face) => row(() => itemsOf(conversation, face))}
          />
        ))}
      </ul>
      {end}
      {menu}
    </>
  );
}
