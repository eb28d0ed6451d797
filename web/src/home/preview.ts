import type { Content, Kept } from '@teahouse/client';
import { useWorld } from '../app/teahouse.ts';
import { previewOf, useTelling } from '../chat/preview.ts';
import { useWords } from '../i18n/index.tsx';

/** A message as the last line of its conversation: in a group with who wrote it. */
export function usePreview(): (conversation: Kept, message: { content: Content; sender_id?: string }) => string {
  const { t } = useWords();
  const { account } = useWorld();
  const telling = useTelling();
  return (conversation, message) => {
    const { content, sender_id: sender } = message;
    const text = previewOf(message, telling, conversation);
    if (conversation.kind === 'direct' || content.type === 'event' || content.type === 'deleted') return text;
    const name = !sender || sender === account.user.id ? t('list.you') : telling.names.name(sender, conversation);
    return t('chat.announce', { name, text });
  };
}
