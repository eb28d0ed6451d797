import { unread } from '@teahouse/client';
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { isList, routeOf, sectionOf, usePath, type Route } from '../app/router.ts';
import { useSyncedChoices } from '../app/settings.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { Chat } from '../chat/Chat.tsx';
import { useWords } from '../i18n/index.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { setPreferences, unmark } from './conversationMenu.ts';
import { weighAll } from './face.ts';
import { LinkBanner } from './LinkBanner.tsx';
import { Rail } from './Rail.tsx';
import { Sidebar } from './Sidebar.tsx';
import { keysOf } from '../ways/shortcuts.ts';
import { Stage } from '../ways/Stage.tsx';
import { useSound } from './useSound.ts';
import { useShortcuts } from '../ways/useShortcuts.ts';

const ContactsList = lazy(() => import('../contacts/ContactsList.tsx'));
const ContactsPane = lazy(() => import('../contacts/ContactsPane.tsx'));
const ChannelsList = lazy(() => import('../workspaces/ChannelsList.tsx'));
const ChannelsPane = lazy(() => import('../workspaces/ChannelsPane.tsx'));
const SettingsMenu = lazy(() => import('../settings/SettingsMenu.tsx'));
const Settings = lazy(() => import('../settings/Settings.tsx'));
const Invitation = lazy(() => import('../groups/Invitation.tsx'));
const WorkspaceInvitation = lazy(() => import('../workspaces/WorkspaceInvitation.tsx'));
const Starred = lazy(() => import('../chat/Starred.tsx'));
const Scheduled = lazy(() => import('../chat/Scheduled.tsx'));
const Threads = lazy(() => import('../chat/Threads.tsx'));
const Mentions = lazy(() => import('../chat/Mentions.tsx'));
const Share = lazy(() => import('../device/Share.tsx'));
const PairPage = lazy(() => import('../device/PairPage.tsx'));
const Notices = lazy(() => import('../device/Notices.tsx'));
const CodePage = lazy(() => import('../contacts/CodePage.tsx'));

/** How many conversations of the list have their presence shown; the open one is always among them. */
const watchedOfList = 40;

/** A rail, a list and what was opened of it where there is room; one at a time where there is not. */
export function Home() {
  const route = routeOf(usePath());
  const { t } = useWords();
  const { conversations } = useWorld();
  const open = route.at === 'chat' ? route.conversation : undefined;
  useTitle();
  useSound();
  useShortcuts();
  useSyncedChoices();
  useOpened(open);
  const watched = [...new Set([...(open ? [open] : []), ...conversations.slice(0, watchedOfList).map((one) => one.id)])].join();
  useEffect(() => teahouse.watch(watched ? watched.split(',') : []), [watched]);
  const section = sectionOf(route);
  const list = isList(route);
  return (
    <div className="grid h-full grid-rows-[auto_1fr]">
      <div>
        <LinkBanner />
        <Suspense><Notices /></Suspense>
      </div>
      <div className="flex min-h-0 flex-col-reverse md:flex-row">
        <Rail section={section} foot={list} />
        <main className="grid min-h-0 min-w-0 flex-1 grid-cols-[minmax(0,1fr)] md:grid-cols-[minmax(17rem,22.5rem)_minmax(0,1fr)]">
          <h1 className="sr-only">{t('app.name')}</h1>
          <div className={`min-h-0 ${list ? '' : 'hidden md:block'}`}>
            <Suspense fallback={<div className="bg-surface md:border-line h-full md:border-e" />}>
              {section === 'chats' && <Sidebar open={open} />}
              {section === 'contacts' && <ContactsList page={route.at === 'contacts' ? route.page : undefined} />}
              {section === 'channels' && <ChannelsList route={route} />}
              {section === 'settings' && <SettingsMenu page={route.at === 'settings' ? route.page : route.at} />}
            </Suspense>
          </div>
          <div className={`min-h-0 ${list ? 'hidden md:block' : ''}`}>
            <Suspense fallback={<div className="bg-hall h-full" />}><Pane route={route} /></Suspense>
          </div>
        </main>
      </div>
      <Stage />
    </div>
  );
}

function Pane({ route }: { route: Route }): ReactNode {
  switch (route.at) {
    case 'chat': return <Chat key={route.conversation} id={route.conversation} />;
    case 'contacts': return <ContactsPane page={route.page} />;
    case 'channels': return <ChannelsPane workspace={route.workspace} page={route.page} />;
    case 'settings': return <Settings page={route.page} />;
    case 'invite': return <Invitation key={route.code} code={route.code} />;
    case 'join': return <WorkspaceInvitation key={route.code} code={route.code} />;
    case 'add': return <CodePage key={route.code} code={route.code} />;
    case 'pair': return <PairPage key={route.code} code={route.code} />;
    case 'share': return <Share />;
    case 'starred': return <Starred />;
    case 'scheduled': return <Scheduled />;
    case 'threads': return <Threads />;
    case 'mentions': return <Mentions />;
    default: return <Nothing />;
  }
}

function Nothing() {
  const { t } = useWords();
  const keys = (name: 'palette' | 'sheet') => keysOf(name, t).join('\u00a0');
  return (
    <div className="bg-hall text-soft flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <Gaiwan steam className="text-leaf size-24 opacity-80" />
      <h2 className="text-ink text-xl font-bold">{t('chat.none_title')}</h2>
      <p className="max-w-xs">{t('chat.none_text', { shortcut: keys('palette') })}</p>
      <p className="max-w-xs text-sm">{t('keys.hint', { shortcut: keys('sheet') })}</p>
    </div>
  );
}

function useTitle(): void {
  const { t } = useWords();
  const { account, conversations } = useWorld();
  const count = weighAll(conversations, account.user.id).loud;
  useEffect(() => {
    const title = t('app.name');
    document.title = count ? t('app.unread_title', { count, title }) : title;
    if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => undefined);
    return () => void (document.title = title);
  }, [t, count]);
}

/** Who opens what has news has it out of the archive, and unmarked. */
function useOpened(open: string | undefined): void {
  const { account, conversations } = useWorld();
  const me = account.user.id;
  const latest = useRef(conversations);
  useLayoutEffect(() => void (latest.current = conversations));
  useEffect(() => {
    const opened = latest.current.find((one) => one.id === open);
    if (!opened) return;
    unmark(opened);
    // What fails here is tried again when it is opened again.
    if (opened.preferences?.hidden && unread(opened, me) > 0) setPreferences(opened.id, { hidden: false }).catch(() => undefined);
  }, [open, me]);
}
