import { unread, type Kept, type Message } from '@teahouse/client';
import { useCallback, useEffect, useState } from 'react';
import { teahouse, useLive, useQuery } from '../app/teahouse.ts';
import { readingOf } from './places.ts';

const page = 50;
/** More rows than this are not kept in memory: the far end is let go. */
const most = 400;
/** So much of what was read before is shown above the first unread message, and above where one has left: no more need be fetched at once. */
const before = 9;
const aboveLeft = 30;

export interface Span {
  low: number;
  high: number;
  /** The newest message is looked at, and what comes after it will be. */
  live: boolean;
  messages: Message[] | undefined;
  older(): void;
  newer(): void;
  newest(): void;
  /** Looks at the part around a seq. */
  around(seq: number): void;
}

/** The part of a conversation that is looked at; it grows by pages both ways. */
export function useSpan(conversation: Kept, me: string): Span {
  const [start] = useState(() => startOf(conversation, me));
  const [{ low, high }, setSpan] = useState(start);
  useFirstPage(conversation.id, start.low, start.high ?? conversation.last_seq);
  const last = conversation.last_seq;
  const top = high ?? last;
  const messages = useQuery(`${low}-${high}`, () => teahouse.store.page(conversation.id, low, high ?? Infinity));
  const older = useCallback(() => {
    setSpan((span) => {
      const from = Math.max(1, span.low - page);
      const end = span.high ?? last;
      return { low: from, high: end - from >= most ? from + most - 1 : span.high };
    });
  }, [last]);
  const newer = useCallback(() => {
    setSpan((span) => {
      if (span.high === undefined) return span;
      const to = span.high + page;
      return { low: Math.max(span.low, to - most + 1), high: to >= last ? undefined : to };
    });
  }, [last]);
  const newest = useCallback(() => setSpan((span) => (span.high === undefined ? span : { low: Math.max(1, last - page + 1), high: undefined })), [last]);
  const around = useCallback((seq: number) => {
    setSpan((span) => {
      const within = seq >= span.low && seq <= (span.high ?? Infinity);
      return within ? span : { low: Math.max(1, seq - page / 2), high: seq + page / 2 >= last ? undefined : seq + page / 2 };
    });
    // What fails here is asked for again when the line is back.
    teahouse.ensure(conversation.id, Math.max(1, seq - page / 2), Math.min(last, seq + page / 2)).catch(() => undefined);
  }, [conversation.id, last]);
  return { low, high: top, live: high === undefined, messages, older, newer, newest, around };
}

/** Fetches where one starts to read, whether or not its gap is on the screen: the list goes there once it is here. */
function useFirstPage(conversation: string, low: number, high: number): void {
  const online = useLive().link === 'online';
  const [to] = useState(Math.min(high, low + 2 * page));
  useEffect(() => {
    // What fails here is asked for again when the line is back.
    if (online) teahouse.ensure(conversation, low, to).catch(() => undefined);
  }, [conversation, low, to, online]);
}

function startOf(conversation: Kept, me: string): { low: number; high: number | undefined } {
  const last = conversation.last_seq;
  const news = unread(conversation, me) > 0;
  const left = news ? undefined : readingOf(conversation.id);
  const from = news ? (conversation.places[me]?.read_seq ?? 0) - before : (left ?? last) - aboveLeft;
  const low = Math.max(1, Math.min(last - page + 1, from));
  return { low, high: last - low >= 4 * page ? low + 2 * page : undefined };
}
