import { useState } from 'react';

/**
 * What is kept, with what one has just chosen on top of it until there is news.
 * @param stamp changes with every news of what is kept.
 */
export function usePending<T extends object>(kept: T, stamp: unknown): [T, (change: Partial<T> | undefined) => void] {
  const [pending, setPending] = useState<{ stamp: unknown; change: Partial<T> }>();
  const shown = pending && pending.stamp === stamp ? { ...kept, ...pending.change } : kept;
  return [shown, (change) => setPending(change && { stamp, change })];
}
