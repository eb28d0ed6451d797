import { useSyncExternalStore } from 'react';

/** A value that several parts of the screen show. */
export function signal<T>(value: T) {
  const told = new Set<() => void>();
  const get = () => value;
  const subscribe = (one: () => void) => {
    told.add(one);
    return () => void told.delete(one);
  };
  return {
    get,
    set(next: T) {
      value = next;
      for (const one of told) one();
    },
    use: () => useSyncExternalStore(subscribe, get),
  };
}
