import { useLayoutEffect, useRef } from 'react';
import { useAct } from '../app/act.ts';
import { go, isList, routeOf, sectionOf, type Route } from '../app/router.ts';
import { useWorld, type World } from '../app/teahouse.ts';
import { roomHere } from '../chat/here.ts';
import { markRead, muted, setPreferences } from '../home/conversationMenu.ts';
import { isMuted, weigh } from '../home/face.ts';
import { filter, fits } from '../home/filters.ts';
import { listed } from '../home/listed.ts';
import { useWords } from '../i18n/index.tsx';
import { shortcutOf, type Shortcut } from './shortcuts.ts';
import { stage } from './stage.ts';

/** Acts on the keys that count everywhere, and on those of the open conversation. */
export function useShortcuts(): void {
  const { t } = useWords();
  const world = useWorld();
  const act = useAct();
  const actions: Partial<Record<Shortcut, () => void>> = {
    palette: () => stage.set('palette'),
    sheet: () => stage.set('shortcuts'),
    next: () => walk(world, 1),
    previous: () => walk(world, -1),
    next_unread: () => walk(world, 1, true),
    previous_unread: () => walk(world, -1, true),
    settings: () => go('/settings/appearance'),
    back,
    find: () => roomHere()?.find(),
    mute: () => {
      const { conversation } = roomHere()!;
      const quiet = !isMuted(conversation);
      void act(setPreferences(conversation.id, muted(quiet)), { done: t(quiet ? 'list.muted' : 'list.unmuted') });
    },
    mark_read: () => markRead(roomHere()!.conversation),
  };
  const latest = useRef(actions);
  useLayoutEffect(() => void (latest.current = actions));
  // Before anything is painted: whoever sees the page may press a key.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const name = shortcutOf(event, 'everywhere') ?? (roomHere() && shortcutOf(event, 'conversation'));
      if (!name || event.defaultPrevented || isMeant(event) || !(isFree() || name === 'palette')) return;
      event.preventDefault();
      latest.current[name]?.();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

/** Whether the key is part of what is being typed. */
function isMeant({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key.length === 1 && !ctrlKey && !metaKey && target instanceof Element && target.matches('input, textarea, select');
}

/** Nothing stands in front of the page. */
const isFree = () => !document.querySelector('[role=dialog],[role=alertdialog],[role=menu]');

/** Opens the next conversation of the list, or the next with something unread that one wants to know of. */
function walk(world: World, step: number, news = false): void {
  const me = world.account.user.id;
  const route = routeOf(location.pathname);
  const open = route.at === 'chat' ? route.conversation : undefined;
  const all = listed(world, open).filter((one) => one.id === open || (fits(one, news ? 'all' : filter.get(), me) && (!news || weigh(one, me).loud > 0)));
  const at = all.findIndex((one) => one.id === open);
  const next = all[at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length];
  if (next) go(`/c/${next.id}`);
}

function back(): void {
  const route = routeOf(location.pathname);
  if (!isList(route)) go((history.state as string | null) ?? listOf(route));
}

/** The list that a page belongs to. */
function listOf(route: Route): string {
  const section = sectionOf(route);
  if (section === 'channels') return 'workspace' in route && route.workspace ? `/w/${route.workspace}` : '/channels';
  return section === 'chats' ? '/' : `/${section}`;
}
