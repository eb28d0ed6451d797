import type { User } from '@teahouse/client';
import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { PersonCard } from './PersonCard.tsx';

export default function PersonDialog({ id, user, onClose }: { id: string; user?: User | undefined; onClose(): void }) {
  const { t } = useWords();
  return (
    <Dialog open title={t('contacts.person')} onOpenChange={(open) => open || onClose()}>
      <PersonCard id={id} user={user} onGone={onClose} />
    </Dialog>
  );
}
