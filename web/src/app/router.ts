import { useSyncExternalStore, type MouseEvent } from 'react';

export type Route = { at: 'list' } | { at: 'chat'; conversation: string } | { at: 'settings' };

export function routeOf(path: string): Route {
  const chat = /^\/c\/([0-9a-f-]{36})$/.exec(path);
  if (chat) return { at: 'chat', conversation: chat[1]! };
  return path === '/settings' ? { at: 'settings' } : { at: 'list' };
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

/** Goes to a path. From the list it is a step that Back undoes; between two places beside the list it takes the other's place. */
export function go(path: string): void {
  if (path === location.pathname) return;
  const deep = location.pathname !== '/';
  if (path === '/' && deep && history.state === 'deep') history.back();
  else if (deep) history.replaceState(path === '/' ? null : history.state, '', path);
  else history.pushState('deep', '', path);
  window.dispatchEvent(new Event(changed));
}

/** For a link that is followed without loading the page again. */
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(new URL(event.currentTarget.href).pathname);
}
