import { Store, Teahouse, liveQuery, otherOf, type Account, type Kept, type Live, type Outgoing, type User } from '@teahouse/client';
import { createContext, use, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { storeHere } from './accounts.ts';

export const teahouse = new Teahouse({ base: `${location.origin}/api/v1`, store: new Store(storeHere) });

/**
 * The value of a query on the store, and again after every change of what it has read. Undefined until it is there.
 * @param key another key is another query; until it has answered, the value of the former one stays.
 */
export function useQuery<T>(key: string, query: () => Promise<T>): T | undefined {
  const [value, setValue] = useState<T>();
  const latest = useRef(query);
  useLayoutEffect(() => void (latest.current = query));
  useEffect(() => {
    const subscription = liveQuery(() => latest.current()).subscribe({ next: setValue, error: (error: unknown) => console.warn('teahouse:', error) });
    return () => subscription.unsubscribe();
  }, [key]);
  return value;
}

export function useLive(): Live {
  return useSyncExternalStore(teahouse.live.subscribe, teahouse.live.get);
}

export interface World {
  account: Account;
  /** The first sync is over: what is not here does not exist. */
  synced: boolean;
  users: ReadonlyMap<string, User>;
  conversations: readonly Kept[];
  outbox: readonly Outgoing[];
  drafts: ReadonlyMap<string, string>;
}

export const WorldContext = createContext<World | undefined>(undefined);

/** Who one is, and the people and conversations that are known here. */
export function useWorld(): World {
  const world = use(WorldContext);
  if (!world) throw new Error('The world is used outside of its provider.');
  return world;
}

/** The other person of a direct conversation, as far as they are known here. */
export function useOther(conversation: Kept | undefined): { id: string; name: string; user: User | undefined } {
  const { account, users } = useWorld();
  const id = (conversation && otherOf(conversation, account.user.id)?.user_id) ?? account.user.id;
  const user = users.get(id);
  return { id, name: user?.display_name ?? '…', user };
}

/** What a device is called in the list of devices. */
export function deviceName(agent: string): string {
  const browser = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']];
  const system = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['Mac OS X', 'macOS'], ['Windows', 'Windows'], ['Linux', 'Linux']];
  const find = (table: string[][]) => table.find(([mark]) => agent.includes(mark!))?.[1];
  return [find(browser) ?? 'Browser', find(system)].filter(Boolean).join(' · ');
}
