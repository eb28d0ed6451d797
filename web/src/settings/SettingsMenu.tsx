import { AtSign, Bell, CalendarClock, HardDrive, KeyRound, Lock, MessagesSquare, MonitorSmartphone, Palette, ShieldOff, Star, UsersRound, type LucideIcon } from 'lucide-react';
import { useWorld } from '../app/teahouse.ts';
import { StatusLine } from '../contacts/StatusLine.tsx';
import { useWords, type Key } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { LinkRow, RowText, Sign } from '../ui/Row.tsx';

const pages: { page: string; path: string; icon: LucideIcon; label: Key }[] = [
  { page: 'starred', path: '/starred', icon: Star, label: 'starred.title' },
  { page: 'scheduled', path: '/scheduled', icon: CalendarClock, label: 'scheduled.title' },
  { page: 'threads', path: '/threads', icon: MessagesSquare, label: 'threads.title' },
  { page: 'mentions', path: '/mentions', icon: AtSign, label: 'mentions.title' },
  { page: 'notifications', path: '/settings/notifications', icon: Bell, label: 'settings.notifications' },
  { page: 'privacy', path: '/settings/privacy', icon: Lock, label: 'settings.privacy' },
  { page: 'blocked', path: '/settings/blocked', icon: ShieldOff, label: 'contacts.blocked' },
  { page: 'appearance', path: '/settings/appearance', icon: Palette, label: 'settings.appearance' },
  { page: 'storage', path: '/settings/storage', icon: HardDrive, label: 'storage.page' },
  { page: 'accounts', path: '/settings/accounts', icon: UsersRound, label: 'accounts.title' },
  { page: 'devices', path: '/settings/devices', icon: MonitorSmartphone, label: 'settings.devices' },
  { page: 'account', path: '/settings/account', icon: KeyRound, label: 'settings.account' },
];

/** One's own things, page by page. */
export default function SettingsMenu({ page }: { page: string | undefined }) {
  const { t } = useWords();
  const { user } = useWorld().account;
  return (
    <nav aria-label={t('settings.title')} className="bg-surface md:border-line flex h-full min-h-0 flex-col md:border-e">
      <header className="px-4 pt-4 pb-2"><h2 className="flex min-h-11 items-center text-xl font-bold tracking-tight">{t('settings.title')}</h2></header>
      <ul className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        <li className="mb-2">
          <LinkRow href="/settings/profile" open={page === 'profile'}>
            <Avatar id={user.id} name={user.display_name} />
            <RowText name={user.display_name} line={<StatusLine user={user} fallback={`@${user.username}`} />} />
          </LinkRow>
        </li>
        {pages.map(({ page: one, path, icon: Icon, label }) => (
          <li key={one}>
            <LinkRow href={path} open={page === one}>
              <Sign><Icon size={21} /></Sign>
              <RowText name={t(label)} />
            </LinkRow>
          </li>
        ))}
      </ul>
    </nav>
  );
}
