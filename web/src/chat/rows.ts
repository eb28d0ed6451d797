import type { Content, Message, Outgoing } from '@teahouse/client';

export interface MessageRow {
  is: 'message';
  key: string;
  seq: number | undefined;
  sender: string;
  text: string | undefined;
  at: number;
  failed: string | undefined;
  /** The first and the last of those that one person wrote in one go. */
  first: boolean;
  last: boolean;
}

export type GapRow = { is: 'gap'; key: string; from: number; to: number };

export type Row =
  | MessageRow
  | { is: 'begin'; key: string }
  | { is: 'new'; key: string }
  | { is: 'day'; key: string; at: number }
  | GapRow;

export interface View {
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  /** The seqs that are looked at. */
  low: number;
  high: number;
  me: string;
  /** Others' messages after this seq are new. */
  newAfter: number | undefined;
}

const oneGoMs = 5 * 60_000;

/** What is shown of a conversation, line by line: days, gaps, the line before what is new, and messages in groups. */
export function rowsOf({ messages, outgoing, low, high, me, newAfter }: View): Row[] {
  const rows: Row[] = [];
  const days = new Set<string>();
  let before: MessageRow | undefined;
  let marked = newAfter === undefined;
  const breakGroup = (row: Row) => {
    if (before) before.last = true;
    before = undefined;
    rows.push(row);
  };
  const gap = (from: number, to: number) => {
    if (from > to) return;
    // The first new message may be in the gap: the line is drawn when it is known where.
    marked ||= to > newAfter!;
    breakGroup({ is: 'gap', key: `gap:${to}`, from, to });
  };
  const add = (row: MessageRow) => {
    const day = new Date(row.at).toDateString();
    if (!days.has(day)) breakGroup({ is: 'day', key: `day:${day}`, at: row.at });
    days.add(day);
    if (!marked && row.seq !== undefined && row.seq > newAfter! && row.sender !== me) {
      breakGroup({ is: 'new', key: 'new' });
      marked = true;
    }

    row.first = before?.sender !== row.sender || row.at - before.at > oneGoMs;
    if (before) before.last = row.first;
    before = row;
    rows.push(row);
  };
  if (low === 1) rows.push({ is: 'begin', key: 'begin' });
  let next = low;
  for (const message of messages) {
    gap(next, message.seq - 1);
    next = message.seq + 1;
    add({ ...bare, key: message.id, seq: message.seq, sender: message.sender_id, text: textOf(message.content), at: Date.parse(message.sent_at) });
  }

  gap(next, high);
  for (const one of outgoing) add({ ...bare, key: one.id, sender: me, text: textOf(one.content), at: Date.parse(one.created_at), failed: one.failed });
  return rows;
}

const textOf = (content: Content) => (content.type === 'text' ? content.text : undefined);
const bare: MessageRow = { is: 'message', key: '', seq: undefined, sender: '', text: undefined, at: 0, failed: undefined, first: true, last: true };
