import { Plus, QrCode, ScanLine, UserPlus, Users } from 'lucide-react';
import { go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { stage } from '../ways/stage.ts';

/** Everything that one can begin. */
export function NewMenu() {
  const { t } = useWords();
  return (
    <Menu
      trigger={<IconButton label={t('list.begin')}><Plus size={22} /></IconButton>}
      items={[
        { label: t('group.new'), icon: Users, act: () => stage.set('group') },
        { label: t('contacts.add'), icon: UserPlus, act: () => go('/contacts/add') },
        { label: t('code.scan'), icon: ScanLine, act: () => stage.set('scan') },
        { label: t('code.mine'), icon: QrCode, act: () => go('/contacts/code') },
      ]}
    />
  );
}
