import { useSyncExternalStore, type MouseEvent } from 'react';

export type Section = 'chats' | 'contacts' | 'channels' | 'settings';
const carried = ['starred', 'scheduled', 'threads', 'mentions'] as const;
export type Carried = (typeof carried)[number];

export type Route =
  | { at: 'list' }
  | { at: 'chat'; conversation: string; workspace: string | undefined }
  | { at: 'contacts'; page: string | undefined }
  | { at: 'channels'; workspace: string | undefined; page: string | undefined }
  | { at: 'settings'; page: string | undefined }
  | { at: Carried }
  /** An invitation into a conversation, into a workspace, or somebody's own code. */
  | { at: 'invite' | 'join' | 'add'; code: string }
  /** A device that asks to be let in, and what another app has shared. */
  | { at: 'pair'; code: string }
  | { at: 'share' };

const id = '([0-9a-f-]{36})';
const patterns: [RegExp, (match: RegExpExecArray) => Route][] = [
  [new RegExp(`^/c/${id}$`), ([, conversation]) => ({ at: 'chat', conversation: conversation!, workspace: undefined })],
  [new RegExp(`^/w/${id}/c/${id}$`), ([, workspace, conversation]) => ({ at: 'chat', conversation: conversation!, workspace })],
  [new RegExp(`^/w/${id}(?:/([a-z]+))?$`), ([, workspace, page]) => ({ at: 'channels', workspace, page })],
  [/^\/channels$/, () => ({ at: 'channels', workspace: undefined, page: undefined })],
  [/^\/contacts(?:\/([a-z0-9-]+))?$/, ([, page]) => ({ at: 'contacts', page })],
  [/^\/settings(?:\/([a-z]+))?$/, ([, page]) => ({ at: 'settings', page })],
  [/^\/(invite|join|add|pair)\/([\w-]{1,64})$/, ([, at, code]) => ({ at: at as 'invite' | 'join' | 'add' | 'pair', code: code! })],
  [/^\/share$/, () => ({ at: 'share' })],
  [/^\/(starred|scheduled|threads|mentions)$/, ([, at]) => ({ at: at as Carried })],
];

export function routeOf(path: string): Route {
  for (const [pattern, route] of patterns) {
    const match = pattern.exec(path);
    if (match) return route(match);
  }

  return { at: 'list' };
}

export function sectionOf(route: Route): Section {
  if (route.at === 'contacts' || route.at === 'settings' || route.at === 'channels') return route.at;
  if (route.at === 'chat') return route.workspace ? 'channels' : 'chats';
  if (route.at === 'add') return 'contacts';
  return route.at === 'pair' || carried.some((one) => one === route.at) ? 'settings' : 'chats';
}

/** Whether a route is one of the lists, which a phone shows alone and above which others lie. */
export function isList(route: Route): boolean {
  if (route.at === 'contacts' || route.at === 'channels' || route.at === 'settings') return !route.page;
  return route.at === 'list';
}

const changed = 'teahouse:route';

function subscribe(told: () => void): () => void {
  window.addEventListener('popstate', told);
  window.addEventListener(changed, told);
  return () => {
    window.removeEventListener('popstate', told);
    window.removeEventListener(changed, told);
  };
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/**
 * Goes to a path. From a list to what lies above it is a step that Back undoes; between two of a kind one takes the other's place; the way
 * to a list, or to `/` as the way out, is the step back where there was one.
 */
export function go(path: string): void {
  if (path === location.pathname) return;
  const deep = !isList(routeOf(location.pathname));
  const list = isList(routeOf(path));
  const below = history.state as string | null;
  if (deep && list && below && (below === path || path === '/')) history.back();
  else if (deep || list) history.replaceState(list ? null : below, '', path);
  else history.pushState(location.pathname, '', path);
  window.dispatchEvent(new Event(changed));
}

/** Goes to a list from wherever one is. */
export function goSection(path: string): void {
  if (path === location.pathname) return;
  history.replaceState(null, '', path);
  window.dispatchEvent(new Event(changed));
}

function isPlain(event: MouseEvent): boolean {
  return !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

/** For a link that is followed without loading the page again. */
export function follow(event: MouseEvent<HTMLAnchorElement>, to: (path: string) => void = go): void {
  if (!isPlain(event)) return;
  event.preventDefault();
  to(new URL(event.currentTarget.href).pathname);
}
