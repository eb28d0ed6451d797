import type { User } from '@teahouse/client';
import { signal } from './signal.ts';

/** Somebody who is logged in on this device, with a store of their own. */
export interface Known {
  store: string;
  id: string;
  username: string;
  name: string;
}

interface Kept {
  /** The store that is open. */
  now: string;
  all: Known[];
}

const key = 'teahouse.accounts';
const first = 'teahouse';
const kept = signal(read());

function read(): Kept {
  try {
    return { now: first, all: [], ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>) };
  } catch {
    // Storage is off or holds something else: there is one account.
    return { now: first, all: [] };
  }
}

function keep(change: Partial<Kept>): void {
  // Another tab may have changed it meanwhile.
  const next = { ...read(), ...change };
  kept.set(next);
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // Storage is off: there is one account, until the page is left.
  }
}

/** A notification that opens a page says for whom it is. */
function answer(): void {
  const user = new URLSearchParams(location.hash.slice(1)).get('for');
  if (!user) return;
  const called = read().all.find((one) => one.id === user);
  if (called) keep({ now: called.store });
  history.replaceState(history.state, '', location.pathname + location.search);
}

answer();

/** The store of this page: another account is another page. */
export const storeHere = kept.get().now;

/** Whether somebody was logged in here when the page was left. */
export const isHome = (): boolean => kept.get().all.some((one) => one.store === storeHere);

export const useAccounts = (): readonly Known[] => kept.use().all;

export const accountOf = (username: string): Known | undefined => read().all.find((one) => one.username.toLowerCase() === username.toLowerCase());

/** Keeps in mind who is logged in here, as they are called now. */
export function remember({ id, username, display_name: name }: User): void {
  const me: Known = { store: storeHere, id, username, name };
  const { all } = read();
  const known = all.some((one) => one.store === storeHere);
  keep({ all: known ? all.map((one) => (one.store === storeHere ? me : one)) : [...all, me] });
}

/** Nobody is logged in here any more. */
export function forget(): void {
  const { all } = read();
  if (all.some((one) => one.store === storeHere)) keep({ all: all.filter((one) => one.store !== storeHere) });
}

/** Opens another account, which is another page. */
export function switchTo(store: string, path = '/'): void {
  keep({ now: store });
  location.assign(path);
}

/** The account of somebody who is logged in here, if that is not the one of this page. */
export const otherOf = (user: string): Known | undefined => read().all.find((one) => one.id === user && one.store !== storeHere);

/** Opens the door for one more. */
export const addAccount = (): void => switchTo(`${first}-${crypto.randomUUID()}`);

window.addEventListener('storage', (event) => {
  if (event.key === key) kept.set(read());
});
