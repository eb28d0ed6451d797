import type { Kept } from '@teahouse/client';
import { signal } from '../app/signal.ts';
import { isMarked, weigh } from './face.ts';
import { isAway } from './listed.ts';

/** Which conversations the list shows; a folder by its name. */
export type Filter = 'all' | 'unread' | 'groups' | 'channels' | 'archived' | { folder: string };

/** What the list shows until the page is left. */
export const filter = signal<Filter>('all');

export const foldersOf = (conversations: readonly Kept[]): string[] =>
  [...new Set(conversations.flatMap((one) => one.preferences?.folders ?? []))].toSorted((a, b) => a.localeCompare(b));

export function fits(one: Kept, wanted: Filter, me: string): boolean {
  if (wanted === 'archived') return one.preferences?.hidden === true;
  if (isAway(one, me)) return false;
  if (typeof wanted === 'object') return one.preferences?.folders?.includes(wanted.folder) ?? false;
  if (wanted === 'groups' || wanted === 'channels') return `${one.kind}s` === wanted;
  const { loud, quiet } = weigh(one, me);
  return wanted === 'all' || loud + quiet > 0 || isMarked(one);
}
