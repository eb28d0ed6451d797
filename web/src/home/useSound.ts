import type { Kept } from '@teahouse/client';
import { useEffect, useRef } from 'react';
import { chosen } from '../app/settings.ts';
import { useWorld } from '../app/teahouse.ts';
import { roomHere } from '../chat/here.ts';
import { weigh } from './face.ts';

/** Older than this, a message has only been fetched now: nobody rings for it. */
const freshMs = 30_000;

/** Lets a new message be heard, where one wants to know of it and is not looking at it. */
export function useSound(): void {
  const { account, conversations, synced } = useWorld();
  const me = account.user.id;
  const heard = useRef<ReadonlyMap<string, number>>(undefined);
  useEffect(() => {
    // What comes with the first sync was there before.
    if (!synced) return;
    const before = heard.current;
    const loud = new Map(conversations.map((one) => [one.id, weigh(one, me).loud]));
    heard.current = loud;
    const isNews = (one: Kept) => loud.get(one.id)! > (before?.get(one.id) ?? 0) && isFresh(one) && !isLookedAt(one);
    // A browser that cannot make a sound goes without.
    if (before && chosen().sound && conversations.some(isNews)) void import('./tone.ts').then(({ chime }) => chime()).catch(() => undefined);
  }, [conversations, me, synced]);
}

const isFresh = ({ last_message: last }: Kept) => Date.now() - Date.parse(last?.sent_at ?? '') < freshMs;

const isLookedAt = ({ id }: Kept) => document.hasFocus() && roomHere()?.conversation.id === id;
