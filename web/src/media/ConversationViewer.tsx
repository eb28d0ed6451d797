import { isHidden, type Kept, type Message } from '@teahouse/client';
import { useCallback, useMemo, useRef, useState } from 'react';
import { teahouse, useQuery } from '../app/teahouse.ts';
import { keysOf, type Entry } from './look.ts';
import { visualsIn } from './source.ts';
import Viewer from './Viewer.tsx';

interface ConversationViewerProps {
  conversation: Kept;
  /** What is shown until the others are known, and with which of them it begins. */
  entries: Entry[];
  at: number;
  nameOf(id: string): string;
  onClose(): void;
  onForward(message: Message): void;
  onGo(message: Message): void;
}

const page = 40;
/** So many messages are looked through for pictures at a time. */
const looked = 2000;

/** The viewer on all pictures of a conversation, from one of them on. */
export default function ConversationViewer({ conversation, entries: first, at, ...viewer }: ConversationViewerProps) {
  const { id } = conversation;
  const start = first[at]!;
  const seq = start.source.place?.seq;
  const [back, setBack] = useState(page);
  const around = useQuery(`visuals/${id}/${seq}/${back}`, () => (seq === undefined ? Promise.resolve([]) : visualsAround(id, seq, back)));
  const entries = useMemo(() => {
    // What is on its way is in no message yet. What was recalled meanwhile is not shown any more.
    if (seq === undefined || !around) return first;
    return around.filter((message) => !isHidden(conversation, message.seq)).flatMap(entriesOf);
  }, [around, conversation, first, seq]);
  const asked = useRef<number>(undefined);
  const older = useCallback(() => {
    const before_seq = around?.[0]?.seq ?? seq;
    if (before_seq === undefined || asked.current === before_seq) return;
    asked.current = before_seq;
    setBack((count) => count + page);
    // What it answers is in the store then. Without a line, what is here is all there is.
    teahouse.call('list_media', { conversation_id: id, kind: 'visual', before_seq, limit: page }).catch(() => undefined);
  }, [around, id, seq]);
  return <Viewer entries={entries} start={start.key} onOlder={older} {...viewer} />;
}

/** The pictures and videos of a message. */
export function entriesOf(message: Message): Entry[] {
  const items = visualsIn(message);
  const keys = keysOf(message, items);
  return items.map((item, index) => ({
    key: keys[index]!, source: { item, place: message, upload: undefined }, message, sender: message.sender_id, at: Date.parse(message.sent_at),
  }));
}

async function visualsAround(id: string, seq: number, back: number): Promise<Message[]> {
  const earlier = await visualsOf(messagesWithin(id, 0, seq).reverse(), back);
  return [...earlier.toReversed(), ...(await visualsOf(messagesWithin(id, seq + 1, Infinity), page))];
}

const messagesWithin = (id: string, from: number, to: number) =>
  teahouse.store.messages.where('[conversation_id+seq]').between([id, from], [id, to], true, true);

function visualsOf(messages: ReturnType<typeof messagesWithin>, most: number): Promise<Message[]> {
  let count = 0;
  return messages.until(() => ++count > looked).filter((message) => visualsIn(message).length > 0).limit(most).toArray();
}
