import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { List } from './MessageList.tsx';
import { keepReading } from './places.ts';
import type { Row } from './rows.ts';

/** Lines that came above while the list goes to its start would move it. */
const settleMs = 300;

/** Starts at the line before what is new, once it is known where that is, or where one has left; else at the end. @returns whether it stands. */
export function useStart(list: List, rows: Row[], unreadAtStart: boolean, left: number | undefined): boolean {
  const [stands, setStands] = useState(left === undefined);
  const started = useRef(false);
  useLayoutEffect(() => {
    if (started.current || !rows.length) return;
    const at = rows.findIndex((row) => (left ? reaches(row, left) : row.is === 'new'));
    // What is not here yet may be where one has left.
    if (rows[at]?.is === 'gap') return;
    started.current = at >= 0 || (!unreadAtStart && rows.some((row) => row.is === 'message'));
    if (at >= 0) list.scrollToIndex(left ? at : Math.max(0, at - 1), { align: 'start' });
    // While the line is not known yet, the end must not be seen: it would count as read.
    else if (!unreadAtStart) list.scrollToEnd();
    if (started.current && left) setTimeout(() => setStands(true), settleMs);
  }, [list, rows, unreadAtStart, left]);
  return stands;
}

/** Whether a row is at a message or after it, or may have it. */
const reaches = (row: Row, seq: number) => (row.is === 'gap' ? row.to >= seq : row.is === 'message' && (row.seq ?? 0) >= seq);

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
