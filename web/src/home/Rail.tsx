import { BookUser, Hash, MessageCircle, Plus, Settings, UserRound, type LucideIcon } from 'lucide-react';
import { addAccount, storeHere, switchTo, useAccounts } from '../app/accounts.ts';
import { follow, go, goSection, usePath, type Section } from '../app/router.ts';
import { useWorld } from '../app/teahouse.ts';
import { useWords, type Key } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { Menu } from '../ui/Menu.tsx';
import { useWorkspaces } from '../workspaces/known.ts';
import { Badge } from './Badge.tsx';
import { weighAll } from './face.ts';
import { useRequestsIn } from '../contacts/known.ts';

const places: { section: Section; path: string; icon: LucideIcon; label: Key }[] = [
  { section: 'chats', path: '/', icon: MessageCircle, label: 'list.title' },
  { section: 'contacts', path: '/contacts', icon: BookUser, label: 'contacts.title' },
  { section: 'channels', path: '/channels', icon: Hash, label: 'channels.title' },
  { section: 'settings', path: '/settings', icon: Settings, label: 'settings.title' },
];

/** The workspaces, where there are several; on a phone the list of channels switches between them. */
function Houses() {
  const workspaces = useWorkspaces() ?? [];
  const path = usePath();
  if (workspaces.length < 2) return null;
  return (
    <ul className="border-line mx-auto mt-2 hidden w-14 min-h-0 flex-col items-center gap-2 overflow-y-auto border-t py-3 md:flex">
      {workspaces.map(({ id, name, avatar }) => (
        <li key={id}>
          <a
            href={`/w/${id}`} onClick={(event) => follow(event, goSection)} title={name} aria-current={path.startsWith(`/w/${id}`) ? 'page' : undefined}
            className="aria-current:outline-leaf block rounded-[30%] outline-offset-2 aria-current:outline-2"
          >
            <Avatar id={id} name={name} emoji={avatar} square size="small" />
            <span className="sr-only">{name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Who one is here, and the way to one's other accounts. */
function Me() {
  const { t } = useWords();
  const { user } = useWorld().account;
  const accounts = useAccounts();
  return (
    <div className="mx-auto mt-auto hidden pt-3 md:block">
      <Menu
        trigger={(
          <button type="button" title={user.display_name} className="rounded-full">
            <Avatar id={user.id} name={user.display_name} size="small" />
            <span className="sr-only">{t('accounts.title')}</span>
          </button>
        )}
        items={[
          ...accounts.map(({ store, name }) => ({ label: name, checked: store === storeHere, act: () => store !== storeHere && switchTo(store) })),
          'line',
          { label: t('accounts.add'), icon: Plus, act: addAccount },
          { label: t('settings.profile'), icon: UserRound, act: () => go('/settings/profile') },
        ]}
      />
    </div>
  );
}

/** The way between the parts of the house: at the side of a desk, at the foot of a phone while a list is shown. */
export function Rail({ section, foot }: { section: Section; foot: boolean }) {
  const { t } = useWords();
  const { account, conversations } = useWorld();
  const requests = useRequestsIn();
  const all = weighAll(conversations, account.user.id);
  const channels = weighAll(conversations.filter((one) => one.kind === 'channel'), account.user.id);
  const counts: Partial<Record<Section, { loud: number; quiet: number }>> = { chats: all, channels, contacts: { loud: requests, quiet: 0 } };
  return (
    <nav
      aria-label={t('nav.label')}
      className={`${foot ? 'flex' : 'hidden'} bg-hall border-line shrink-0 justify-around border-t pb-[env(safe-area-inset-bottom)] md:flex md:w-22
        md:flex-col md:justify-start md:gap-1 md:border-t-0 md:border-e md:py-4`}
    >
      <Gaiwan className="text-leaf mx-auto mb-3 hidden size-9 md:block" />
      {places.map(({ section: one, path, icon: Icon, label }) => {
        const { loud, quiet } = counts[one] ?? { loud: 0, quiet: 0 };
        const here = one === section;
        return (
          <a
            key={one} href={path} onClick={(event) => follow(event, goSection)} aria-current={here ? 'page' : undefined}
            className={`relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 px-1 text-center text-xs font-semibold transition-colors
              md:mx-1.5 md:min-h-16 md:flex-none md:rounded-2xl md:px-0 ${here ? 'text-leaf md:bg-chosen' : 'text-soft hover:text-ink md:hover:bg-hover'}`}
          >
            <Icon size={23} strokeWidth={here ? 2.4 : 2} aria-hidden />
            {t(label)}
            {loud > 0 && (
              <Badge
                count={loud} className="absolute top-1 start-1/2 ms-1.5 md:top-1.5"
                {...(one === 'contacts' && { words: t('contacts.requests_in', { count: loud }) })}
              />
            )}
            {loud === 0 && quiet > 0 && (
              <span className="bg-edge absolute top-2 start-1/2 ms-2.5 size-2.5 rounded-full">
                <span className="sr-only">{t('list.unread_quiet', { count: quiet })}</span>
              </span>
            )}
          </a>
        );
      })}
      <Houses />
      <Me />
    </nav>
  );
}
