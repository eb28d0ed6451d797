import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { List, Target } from './MessageList.tsx';
import { keepReading } from './places.ts';
import { seqOf, type Row } from './rows.ts';

/** Lines that came above while the list goes somewhere would move it. */
export const settleMs = 300;

/**
 * Starts at the line before what is new, once it is known where that is, or where one has left; else at the end. Who is sent to a message
 * meanwhile starts there. @returns whether it stands.
 */
export function useStart(list: List, rows: Row[], unreadAtStart: boolean, left: number | undefined, target: Target | undefined): boolean {
  const [stands, setStands] = useState(left === undefined);
  const started = useRef(false);
  useLayoutEffect(() => {
    started.current ||= target !== undefined;
    if (started.current || !rows.length) return;
    const at = rows.findIndex((row) => (left ? reaches(row, left) : row.is === 'new'));
    // What is not here yet may be where one has left.
    if (rows[at]?.is === 'gap') return;
    started.current = at >= 0 || (!unreadAtStart && rows.some((row) => row.is === 'message'));
    if (at >= 0) list.scrollToIndex(left ? at : Math.max(0, at - 1), { align: 'start' });
    // While the line is not known yet, the end must not be seen: it would count as read.
    else if (!unreadAtStart) list.scrollToEnd();
    if (started.current && left) setTimeout(() => setStands(true), settleMs);
  }, [list, rows, unreadAtStart, left, target]);
  return stands || target !== undefined;
}

/** Whether a row is at a message or after it, or may have it. */
export const reaches = (row: Row, seq: number): boolean => (row.is === 'gap' ? row.to : (seqOf(row) ?? 0)) >= seq;

/** Keeps in mind where one reads, for when one comes back or loads the page again. */
export function useKeptReading(conversation: string, list: List, rows: Row[], atEnd: boolean, stands: boolean): void {
  const top = list.scrollOffset ?? 0;
  const first = list.getVirtualItems().find((item) => item.start >= top && rows[item.index]?.is === 'message');
  const row = first && rows[first.index];
  const seq = row?.is === 'message' ? row.seq : undefined;
  useEffect(() => {
    if (stands && (atEnd || seq !== undefined)) keepReading(conversation, atEnd ? undefined : seq);
  }, [conversation, stands, atEnd, seq]);
}
