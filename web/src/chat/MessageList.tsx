import { unread, type Kept, type Place } from '@teahouse/client';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { RowView } from './RowView.tsx';
import type { Row } from './rows.ts';
import type { Span } from './useSpan.ts';

interface MessageListProps {
  conversation: Kept;
  me: string;
  other: (Place & { user_id: string }) | undefined;
  name: string;
  rows: Row[];
  span: Span;
  /** Counts what one has sent: the list then goes to its end. */
  sent: number;
}

type List = Virtualizer<HTMLDivElement, Element>;

const nearEndPx = 120;
const nearStartRows = 8;

export function MessageList({ conversation, me, other, name, rows, span, sent }: MessageListProps) {
  const { t } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const list: List = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]!.key,
    estimateSize: (index) => heightOf(rows[index]!),
    overscan: 10,
    anchorTo: 'end',
    followOnAppend: span.live,
    scrollEndThreshold: nearEndPx,
  });
  const [unreadAtStart] = useState(unread(conversation, me) > 0);
  useStart(list, rows, unreadAtStart);
  useSentToEnd(list, span, sent);
  usePaging(list, rows, span);
  useReading(list, rows, conversation, me);
  const atEnd = span.live && list.isAtEnd(nearEndPx);
  const count = unread(conversation, me);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="region"
        aria-label={t('chat.messages', { name })}
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain -outline-offset-2 [overflow-anchor:none]"
      >
        <div className="mx-auto flex min-h-full max-w-4xl flex-col justify-end px-3 py-2 md:px-6">
          <div role="list" className="relative" style={{ height: list.getTotalSize() }}>
            {list.getVirtualItems().map((item) => (
              <div
                key={item.key} ref={list.measureElement} role="listitem" data-index={item.index}
                className="absolute inset-x-0 top-0" style={{ transform: `translateY(${item.start}px)` }}
              >
                <RowView conversation={conversation.id} row={rows[item.index]!} me={me} other={other} name={name} />
              </div>
            ))}
          </div>
        </div>
      </div>
      {list.isScrolling && <PassingDay list={list} rows={rows} />}
      {!atEnd && rows.length > 0 && (
        <button
          type="button"
          aria-label={count ? t('chat.to_end_count', { count }) : t('chat.to_end')}
          title={t('chat.to_end')}
          className="bg-surface text-ink shadow-card hover:bg-hover animate-appear absolute end-4 bottom-3 inline-flex size-11 items-center justify-center rounded-full"
          onClick={() => (span.newest(), list.scrollToEnd({ behavior: 'auto' }))}
        >
          <ArrowDown size={20} />
          {count > 0 && (
            <span aria-hidden className="bg-leaf text-on-leaf absolute -top-1.5 min-w-5.5 rounded-full px-1.5 text-xs leading-5.5 font-bold tabular-nums">
              {count > 99 ? '99+' : count}
            </span>
          )}
        </button>
      )}
    </div>
  );
}

/** The day of what is at the top, while it passes by. */
function PassingDay({ list, rows }: { list: List; rows: Row[] }) {
  const { day } = useWords();
  const top = list.getVirtualItemForOffset(list.scrollOffset ?? 0)?.index ?? 0;
  const row = rows.slice(0, top).findLast((one) => one.is === 'day');
  if (!row) return null;
  return (
    <div aria-hidden className="pointer-events-none absolute inset-x-0 top-2.5 flex justify-center">
      <span className="bg-surface text-soft shadow-card rounded-full px-3 py-0.5 text-[13px] font-medium">{day(row.at)}</span>
    </div>
  );
}

function heightOf(row: Row): number {
  if (row.is !== 'message') return row.is === 'begin' ? 220 : 44;
  return 46 + Math.floor((row.text?.length ?? 0) / 60) * 24;
}

/** Starts at the line before what is new, once it is known where that is; else at the end. */
function useStart(list: List, rows: Row[], unreadAtStart: boolean): void {
  const started = useRef(false);
  useLayoutEffect(() => {
    if (started.current || !rows.length) return;
    const at = rows.findIndex((row) => row.is === 'new');
    started.current = at >= 0 || (!unreadAtStart && rows.some((row) => row.is === 'message'));
    if (at >= 0) list.scrollToIndex(Math.max(0, at - 1), { align: 'start' });
    else list.scrollToEnd();
  }, [list, rows, unreadAtStart]);
}

function useSentToEnd(list: List, span: Span, sent: number): void {
  const { newest } = span;
  useEffect(() => {
    if (!sent) return;
    newest();
    list.scrollToEnd();
  }, [list, newest, sent]);
}

/** Asks for more when an end of what is held comes near. */
function usePaging(list: List, rows: Row[], span: Span): void {
  const range = list.range;
  const nearStart = range !== null && range.startIndex < nearStartRows;
  const nearEnd = range !== null && range.endIndex > rows.length - nearStartRows;
  const { low, high, live, older, newer, messages } = span;
  const scrolled = (list.scrollOffset ?? 0) < (list.options.getScrollElement()?.scrollHeight ?? 0);
  useEffect(() => {
    if (nearStart && scrolled && low > 1 && messages) older();
  }, [nearStart, scrolled, low, older, messages]);
  useEffect(() => {
    if (nearEnd && !live && high) newer();
  }, [nearEnd, live, high, newer]);
}

/** What has been on the screen of somebody who looks is read. */
function useReading(list: List, rows: Row[], conversation: Kept, me: string): void {
  const look = useRef<() => void>(undefined);
  useLayoutEffect(() => {
    look.current = () => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      const seq = lastSeen(list, rows);
      if (seq > (conversation.places[me]?.read_seq ?? 0)) void teahouse.markRead(conversation.id, seq);
    };
  });
  useEffect(() => look.current?.());
  useLookAgain(look);
}

function useLookAgain(look: RefObject<(() => void) | undefined>): void {
  useEffect(() => {
    const again = () => look.current?.();
    window.addEventListener('focus', again);
    document.addEventListener('visibilitychange', again);
    return () => {
      window.removeEventListener('focus', again);
      document.removeEventListener('visibilitychange', again);
    };
  }, [look]);
}

function lastSeen(list: List, rows: Row[]): number {
  const bottom = (list.scrollOffset ?? 0) + (list.scrollRect?.height ?? 0);
  for (const item of list.getVirtualItems().toReversed()) {
    const row = rows[item.index];
    // Half of a message is enough: one that is taller than the screen never shows its end and its start at once.
    if (row?.is === 'message' && row.seq !== undefined && item.start + Math.min(item.size / 2, 80) <= bottom) return row.seq;
  }

  return 0;
}
