import type { User } from '@teahouse/client';
import { teahouse } from '../app/teahouse.ts';
import { ChooseConversation } from '../home/ChooseConversation.tsx';
import { useWords } from '../i18n/index.tsx';
import { toast } from '../ui/toast.tsx';

/** Sends somebody's card into a conversation. */
export default function ShareCard({ user, onClose }: { user: User; onClose(): void }) {
  const { t } = useWords();
  return (
    <ChooseConversation
      title={t('contacts.share')} onClose={onClose}
      onChoose={(conversation, name) => {
        void teahouse.send(conversation.id, { type: 'contact', user_id: user.id });
        toast(t('contacts.shared', { name }));
        onClose();
      }}
    />
  );
}
