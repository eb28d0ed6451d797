import { unread, unreadMentions, type Kept, type Message, type Thread } from '@teahouse/client';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { ArrowDown, AtSign } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { mediaHeight } from '../media/height.ts';
import { useRoom, type ChatRoom } from './context.ts';
import { readingOf } from './places.ts';
import { previewOf } from './preview.ts';
import { RowView } from './RowView.tsx';
import { seqOf, type Row } from './rows.ts';
import { useAnchor } from './useAnchor.ts';
import { nearEndPx, useEnd } from './useEnd.ts';
import { useMessageKeys } from './useMessageKeys.ts';
import type { Span } from './useSpan.ts';
import { useKeptReading, useStart } from './useStart.ts';
import { useTarget } from './useTarget.ts';

interface MessageListProps {
  conversation: Kept;
  me: string;
  face: { id: string; name: string; emoji?: string | undefined; square?: boolean };
  rows: Row[];
  threads: ReadonlyMap<number, Thread>;
  span: Span;
  /** A message to go to, and which time it is. */
  target: Target | undefined;
  /** The messages that are chosen, while some are. */
  selected: ReadonlySet<number> | undefined;
  onToggle(message: Message): void;
  /** Counts what one has sent: the list then goes to its end. */
  sent: number;
}

export type List = Virtualizer<HTMLDivElement, Element>;

export interface Target {
  seq: number;
  times: number;
}

const nearStartRows = 8;

export function MessageList({ conversation, me, face, rows, threads, span, target, selected, onToggle, sent }: MessageListProps) {
  const { t } = useWords();
  const room = useRoom();
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef<List>(undefined);
  const offset = latest.current?.scrollOffset ?? 0;
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
  useLayoutEffect(() => void (latest.current = list));
  const [unreadAtStart] = useState(unread(conversation, me) > 0);
  const [left] = useState(() => (unreadAtStart ? undefined : readingOf(conversation.id)));
  const stands = useStart(list, rows, unreadAtStart, left, target);
  const { lit, under } = useTarget(list, rows, target);
  useAnchor(list, rows, offset, stands && !under);
  usePaging(list, rows, span, stands && !under);
  useReading(list, rows, conversation, me);
  const keys = useMessageKeys(list, rows, room);
  const atEnd = span.live && list.isAtEnd(nearEndPx);
  const toEnd = useEnd({ list, scroller, span, atEnd, sent, target, starts: !unreadAtStart && !left });
  useKeptReading(conversation.id, list, rows, atEnd, stands);
  const count = unread(conversation, me);
  const mentions = unreadMentions(conversation, me);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="region"
        aria-label={t('chat.messages', { name: face.name })}
        tabIndex={0}
        onKeyDown={keys.press}
        className="h-full overflow-y-auto overscroll-contain -outline-offset-2 [overflow-anchor:none]"
      >
        <div className="mx-auto flex min-h-full max-w-4xl flex-col justify-end px-3 py-2 md:px-6">
          <div role="list" className="relative" style={{ height: list.getTotalSize() }} {...keys.pointer}>
            {list.getVirtualItems().map((item) => (
              <div
                key={item.key} ref={list.measureElement} role="listitem" data-index={item.index} data-key={item.key} tabIndex={-1}
                className="absolute inset-x-0 top-0 rounded-xl -outline-offset-2 pointer-coarse:select-none" style={{ transform: `translateY(${item.start}px)` }}
              >
                <Chosen row={rows[item.index]!} selected={selected} onToggle={onToggle}>
                  <RowView row={rows[item.index]!} threads={threads} lit={lit} face={face} />
                </Chosen>
              </div>
            ))}
          </div>
        </div>
      </div>
      {list.isScrolling && <PassingDay list={list} rows={rows} />}
      {mentions > 0 && (
        <button
          type="button" aria-label={t('chat.to_mention', { count: mentions })} title={t('chat.to_mention', { count: mentions })}
          className={`bg-loud text-on-loud shadow-card animate-appear absolute end-4 inline-flex size-11 items-center justify-center rounded-full ${atEnd ? 'bottom-3' : 'bottom-18'}`}
          onClick={() => void toMention(room)}
        >
          <AtSign size={20} />
        </button>
      )}
      {!atEnd && rows.length > 0 && (
        <button
          type="button"
          aria-label={count ? t('chat.to_end_count', { count }) : t('chat.to_end')}
          title={t('chat.to_end')}
          className="bg-surface text-ink shadow-card hover:bg-hover animate-appear absolute end-4 bottom-3 inline-flex size-11 items-center justify-center rounded-full"
          onClick={toEnd}
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

/** Goes to the first message that mentions one and has not been read. */
async function toMention({ conversation, me, jump }: ChatRoom): Promise<void> {
  const read = conversation.places[me]?.read_seq ?? 0;
  const known = conversation.mentioned.find((one) => one.seq > read)?.seq;
  if (known !== undefined && conversation.mentions.count === 0) return jump(known);
  const { messages } = await teahouse.call('list_mentions', { limit: 200 }).catch(() => ({ messages: [] }));
  const first = messages.filter((one) => one.conversation_id === conversation.id && one.seq > read).at(-1)?.seq ?? known;
  if (first !== undefined) jump(first);
}

/** While messages are being chosen, a press anywhere on one chooses it. */
function Chosen({ row, selected, onToggle, children }: { row: Row; selected: ReadonlySet<number> | undefined; onToggle(message: Message): void; children: ReactNode }) {
  const { telling, conversation } = useRoom();
  const message = row.is === 'message' && row.content.type !== 'deleted' ? row.message : undefined;
  if (!selected || !message) return children;
  const chosen = selected.has(message.seq);
  return (
    <label className={`flex items-center gap-3 rounded-xl px-1 ${chosen ? 'bg-lit' : ''}`}>
      <input type="checkbox" className="accent-leaf size-5 shrink-0" checked={chosen} aria-label={previewOf(message, telling, conversation)} onChange={() => onToggle(message)} />
      <span inert className="min-w-0 flex-1">{children}</span>
    </label>
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
      <span className="bg-surface text-soft shadow-card rounded-full px-3 py-0.5 text-fine font-medium">{day(row.at)}</span>
    </div>
  );
}

function heightOf(row: Row): number {
  if (row.is !== 'message') return row.is === 'begin' ? 220 : row.is === 'event' ? 34 : 44;
  const { content } = row;
  if (content.type === 'media') return mediaHeight(content) + 24;
  const { preview } = row.message ?? {};
  const card = preview ? (preview.picture ? 300 : 110) : 0;
  if (content.type === 'text') return 46 + Math.floor(content.text.length / 60) * 24 + card;
  return { poll: 280, location: 330, sticker: 170, contact: 130, forward: 160 }[content.type as string] ?? 46;
}

/** Asks for more when an end of what is held comes near. */
function usePaging(list: List, rows: Row[], span: Span, stands: boolean): void {
  const range = list.range;
  // A gap at an end is being fetched: more of it would only put off what is looked for.
  const nearStart = range !== null && range.startIndex < nearStartRows && rows[0]?.is !== 'gap';
  const nearEnd = range !== null && range.endIndex > rows.length - nearStartRows && rows.at(-1)?.is !== 'gap';
  const { low, high, live, older, newer, messages } = span;
  const scrolled = (list.scrollOffset ?? 0) < (list.options.getScrollElement()?.scrollHeight ?? 0);
  useEffect(() => {
    if (stands && nearStart && scrolled && low > 1 && messages) older();
  }, [stands, nearStart, scrolled, low, older, messages]);
  useEffect(() => {
    if (stands && nearEnd && !live && high) newer();
  }, [stands, nearEnd, live, high, newer]);
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
    const seq = row && seqOf(row);
    if (seq !== undefined && item.start + Math.min(item.size / 2, 80) <= bottom) return seq;
  }

  return 0;
}
