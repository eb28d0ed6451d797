import type { Content, Kept } from '@teahouse/client';
import { useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';

/** A message as the last line of its conversation: in a group with who wrote it. */
export function usePreview(): (conversation: Kept, message: { content: Content; sender_id?: string }) => string {
  const { t } = useWords();
  const { account } = useWorld();
  const names = useNames();
  return (conversation, { content, sender_id: sender }) => {
    const text = content.type === 'text' ? content.text : t('list.unsupported');
    if (conversation.kind === 'direct' || content.type === 'event') return text;
    const name = !sender || sender === account.user.id ? t('list.you') : names.name(sender, conversation);
    return t('chat.announce', { name, text });
  };
}
