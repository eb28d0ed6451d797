import { isLine } from '@teahouse/client';
import { useEffect, useState } from 'react';
import { teahouse, useLive, useQuery } from '../app/teahouse.ts';
import { fit } from '../ways/match.ts';
import { useRoom } from './context.ts';
import { previewOf } from './preview.ts';

/** So much is fetched at a time, and so far back before one says that one wants to go further. */
const page = 200;
const depth = 2000;

interface Findings {
  /** The messages that have the words, oldest first. */
  found: number[] | undefined;
  /** When what was looked through last was sent; nothing when all was looked through. */
  reached: number | undefined;
  busy: boolean;
  further: (() => void) | undefined;
}

/** Looks for words in what this device has, while what it has not is fetched from the end backwards. */
export function useFindings(words: string): Findings {
  const { conversation, telling } = useRoom();
  const { id, last_seq: last } = conversation;
  const first = Math.max(conversation.visible_from, conversation.hidden_until + 1);
  const sought = words.trim();
  const online = useLive().link === 'online';
  const [want, setWant] = useState(depth);
  const [low, setLow] = useState(last + 1);
  const goal = Math.max(first, last - want + 1);
  const searching = sought !== '';
  useEffect(() => {
    if (!searching || !online || low <= goal) return undefined;
    let current = true;
    const from = Math.max(goal, low - page);
    // What fails here is asked for again when the line is back.
    teahouse.ensure(id, from, low - 1).then(() => current && setLow(from), () => undefined);
    return () => void (current = false);
  }, [id, searching, online, low, goal]);
  const found = useQuery(`find/${id}/${sought}`, async () => {
    if (!sought) return undefined;
    const all = await teahouse.store.page(id, first, Infinity);
    return all.filter((one) => isLine(one) && one.content.type !== 'event' && fit(sought, previewOf(one, telling, conversation)) !== undefined).map((one) => one.seq);
  });
  const reached = useQuery(`reached/${id}/${low}`, async () => (low <= first ? undefined : (await teahouse.store.page(id, low, Infinity))[0]?.sent_at));
  return {
    found,
    reached: reached === undefined ? undefined : Date.parse(reached),
    busy: searching && online && low > goal,
    further: low > first ? () => setWant(want * 4) : undefined,
  };
}
