import { isHidden, isLine, missing, type Content, type Message, type MessagePlace, type Outgoing, type Spans } from '@teahouse/client';

export interface MessageRow {
  is: 'message';
  key: string;
  /** What is there; a message on its way has no seq yet. */
  message: Message | undefined;
  outgoing: Outgoing | undefined;
  /** Where its files are opened, for a message within another one. */
  place: MessagePlace | undefined;
  content: Content;
  seq: number | undefined;
  sender: string;
  at: number;
  failed: string | undefined;
  /** The first and the last of those that one person wrote in one go. */
  first: boolean;
  last: boolean;
}

export type GapRow = { is: 'gap'; key: string; from: number; to: number };

export type Row =
  | MessageRow
  | { is: 'event'; key: string; message: Message }
  | { is: 'begin'; key: string }
  | { is: 'new'; key: string }
  | { is: 'day'; key: string; at: number }
  | GapRow;

export interface View {
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  held: Spans;
  hidden: { hidden: number[]; hidden_until: number };
  /** The seqs that are looked at, and the first that there is to see. */
  low: number;
  high: number;
  start: number;
  me: string;
  /** The thread that is looked at, in place of the conversation itself. */
  thread?: number;
  /** Others' messages after this seq are new. */
  newAfter: number | undefined;
}

/** Where a row stands in its conversation; neither what is on its way nor what is no message has a place. */
export const seqOf = (row: Row): number | undefined => (row.is === 'message' ? row.seq : row.is === 'event' ? row.message.seq : undefined);

const oneGoMs = 5 * 60_000;

/** What is shown of a conversation, line by line: days, gaps, the line before what is new, events, and messages in groups. */
export function rowsOf({ messages, outgoing, held, hidden, low, high, start, me, thread, newAfter }: View): Row[] {
  const rows: Row[] = [];
  const days = new Set<string>();
  let before: MessageRow | undefined;
  let marked = newAfter === undefined;
  const breakGroup = (row: Row) => {
    if (before) before.last = true;
    before = undefined;
    rows.push(row);
  };
  const addDay = (at: number) => {
    const day = new Date(at).toDateString();
    if (!days.has(day)) breakGroup({ is: 'day', key: `day:${day}`, at });
    days.add(day);
  };
  const add = (row: MessageRow) => {
    addDay(row.at);
    if (!marked && row.seq !== undefined && row.seq > newAfter! && row.sender !== me) {
      breakGroup({ is: 'new', key: 'new' });
      marked = true;
    }

    row.first = before?.sender !== row.sender || row.at - before.at > oneGoMs;
    if (before) before.last = row.first;
    before = row;
    rows.push(row);
  };
  const holes = missing(held, Math.max(low, start), high);
  const gaps = (seq: number) => {
    while (holes.length && holes[0]![0] <= seq) {
      const [from, to] = holes.shift()!;
      // The first new message may be in the gap: the line is drawn when it is known where.
      marked ||= to > newAfter!;
      breakGroup({ is: 'gap', key: `gap:${to}`, from, to });
    }
  };
  // Before the first messages are there, nobody knows how it begins.
  if (low <= start && thread === undefined && holes[0]?.[0] !== start) rows.push({ is: 'begin', key: 'begin' });
  for (const message of messages) {
    if (message.seq < start || !(thread === undefined ? isLine(message) : message.content.type !== 'change') || isHidden(hidden, message.seq)) continue;
    gaps(message.seq);
    const at = Date.parse(message.sent_at);
    if (message.content.type === 'event') {
      addDay(at);
      breakGroup({ is: 'event', key: message.id, message });
    } else if (message.seq > (rows.at(-1)?.is === 'gap' ? (rows.at(-1) as GapRow).to : 0)) {
      add({ ...bare, key: message.id, message, content: message.content, seq: message.seq, sender: message.sender_id, at });
    }
  }

  gaps(Infinity);
  for (const one of outgoing) {
    if (one.thread !== thread && !(thread === undefined && one.in_channel)) continue;
    add({ ...bare, key: one.id, outgoing: one, content: one.content, sender: me, at: Date.parse(one.created_at), failed: one.failed });
  }

  return rows;
}

const bare: MessageRow = {
  is: 'message', key: '', message: undefined, outgoing: undefined, place: undefined, content: { type: 'text', text: '' }, seq: undefined, sender: '', at: 0,
  failed: undefined, first: true, last: true,
};
