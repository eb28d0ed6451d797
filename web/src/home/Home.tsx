import { unread } from '@teahouse/client';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { go, routeOf, usePath } from '../app/router.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { Chat } from '../chat/Chat.tsx';
import { useWords } from '../i18n/index.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { LinkBanner } from './LinkBanner.tsx';
import { Sidebar } from './Sidebar.tsx';

const Settings = lazy(() => import('../settings/Settings.tsx'));

/** How many conversations of the list have their presence shown; the open one is always among them. */
const watchedOfList = 40;

/** Two panes where there is room, one above the other where there is not. */
export function Home() {
  const route = routeOf(usePath());
  const { t } = useWords();
  const { conversations } = useWorld();
  const open = route.at === 'chat' ? route.conversation : undefined;
  const search = useRef<HTMLInputElement>(null);
  useTitle();
  useKeys(search);
  const watched = [...new Set([...(open ? [open] : []), ...conversations.slice(0, watchedOfList).map((one) => one.id)])].join();
  useEffect(() => teahouse.watch(watched ? watched.split(',') : []), [watched]);
  return (
    <div className="grid h-full grid-rows-[auto_1fr]">
      <LinkBanner />
      <main className="grid min-h-0 grid-cols-[minmax(0,1fr)] md:grid-cols-[minmax(300px,380px)_minmax(0,1fr)]">
        <h1 className="sr-only">{t('app.name')}</h1>
        <div className={`min-h-0 ${route.at === 'list' ? '' : 'hidden md:block'}`}><Sidebar open={open} search={search} /></div>
        <div className={`min-h-0 ${route.at === 'list' ? 'hidden md:block' : ''}`}>
          {route.at === 'chat' && <Chat key={route.conversation} id={route.conversation} />}
          {route.at === 'settings' && <Suspense><Settings /></Suspense>}
          {route.at === 'list' && <Nothing />}
        </div>
      </main>
    </div>
  );
}

function Nothing() {
  const { t } = useWords();
  const shortcut = navigator.userAgent.includes('Mac') ? '⌘K' : 'Ctrl K';
  return (
    <div className="bg-hall text-soft flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <Gaiwan steam className="text-leaf size-24 opacity-80" />
      <h2 className="text-ink text-xl font-bold">{t('chat.none_title')}</h2>
      <p className="max-w-xs">{t('chat.none_text', { shortcut })}</p>
    </div>
  );
}

function useTitle(): void {
  const { t } = useWords();
  const { account, conversations } = useWorld();
  const count = conversations.reduce((sum, conversation) => sum + unread(conversation, account.user.id), 0);
  useEffect(() => {
    const title = t('app.name');
    document.title = count ? t('app.unread_title', { count, title }) : title;
    if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => undefined);
    return () => void (document.title = title);
  }, [t, count]);
}

/** Ctrl/⌘K to the search, Esc back to the list. */
function useKeys(search: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        if (search.current?.offsetParent) search.current.focus();
        else {
          go('/');
          // On a phone the list must be on the screen first.
          setTimeout(() => search.current?.focus());
        }
      } else if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role=dialog],[role=alertdialog],[role=menu]')) go('/');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [search]);
}
