import { Plus, QrCode, ScanLine, UserPlus, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';

const NewGroup = lazy(() => import('../groups/NewGroup.tsx'));
const Scanner = lazy(() => import('../contacts/Scanner.tsx'));

/** Everything that one can begin. */
export function NewMenu() {
  const { t } = useWords();
  const [shown, setShown] = useState<'group' | 'scan'>();
  const close = () => setShown(undefined);
  return (
    <>
      <Menu
        trigger={<IconButton label={t('list.begin')}><Plus size={22} /></IconButton>}
        items={[
          { label: t('group.new'), icon: Users, act: () => setShown('group') },
          { label: t('contacts.add'), icon: UserPlus, act: () => go('/contacts/add') },
          { label: t('code.scan'), icon: ScanLine, act: () => setShown('scan') },
          { label: t('code.mine'), icon: QrCode, act: () => go('/contacts/code') },
        ]}
      />
      <Suspense>
        {shown === 'group' && <NewGroup onClose={close} />}
        {shown === 'scan' && <Scanner onClose={close} />}
      </Suspense>
    </>
  );
}
