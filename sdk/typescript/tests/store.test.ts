import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Store, addSpan, missing, newId, type Conversation, type Id, type Message, type Spans, type Update } from '../src/index.ts';
import { textOf } from './fake.ts';

const me = '00000000-0000-7000-8000-000000000001';
const other = '00000000-0000-7000-8000-000000000002';
const conversation = '00000000-0000-7000-8000-00000000000c';

/** What a server could push in the course of one conversation: each step is a message by one of two, a receipt, or a snapshot. */
type Step = { is: 'message'; mine: boolean } | { is: 'receipt'; mine: boolean; part: number } | { is: 'snapshot' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ is: fc.constant('message' as const), mine: fc.boolean() }),
  fc.record({ is: fc.constant('receipt' as const), mine: fc.boolean(), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ is: fc.constant('snapshot' as const) }),
);

function history(steps: Step[]): Update[] {
  const read = new Map<Id, number>([[me, 0], [other, 0]]);
  let last: Message | undefined;
  let seq = 0;
  const snapshot = (): Conversation => ({
    id: conversation, kind: 'direct', generation: 1, created_at: '2026-01-01T00:00:00Z', last_seq: seq, last_n: seq,
    unread: seq - read.get(me)!, ...(last && { last_message: last }),
    members: [...read].map(([user_id, to]) => ({ user_id, delivered_seq: to, read_seq: to, read_n: to })),
  });
  const updates = steps.map((one): Update => {
    if (one.is === 'snapshot') return { op: 'conversation', conversation: snapshot() };
    const who = one.mine ? me : other;
    if (one.is === 'receipt') {
      const to = Math.max(read.get(who)!, Math.floor(one.part * seq));
      read.set(who, to);
      return { op: 'receipt', conversation_id: conversation, user_id: who, delivered_seq: to, read_seq: to, read_n: to };
    }

    seq++;
    read.set(who, seq);
    last = {
      id: `00000000-0000-7000-9000-${String(seq).padStart(12, '0')}`, conversation_id: conversation, generation: 1, seq, n: seq,
      sender_id: who, content: { type: 'text', text: `${seq}` }, sent_at: new Date(seq * 1000).toISOString(),
    };
    return { op: 'message', message: last };
  });
  return [...updates, { op: 'conversation', conversation: snapshot() }];
}

async function storeOfMe(): Promise<Store> {
  const store = new Store(newId());
  const user = { id: me, username: 'me', display_name: 'Me', created_at: '2026-01-01T00:00:00Z' };
  await store.begin({ user, token: '', session: { id: newId(), device: '', created_at: user.created_at, last_seen_at: user.created_at, current: true } });
  return store;
}

async function stateAfter(batches: Update[][]) {
  const store = await storeOfMe();
  for (const batch of batches) await store.apply(batch);
  const state = { conversations: await store.conversations.toArray(), messages: await store.messages.toArray() };
  await store.delete();
  return state;
}

test('the sync law: any order and repetition of updates, in any batches, ends in the same state', async () => {
  const scrambled = fc.array(step, { minLength: 1, maxLength: 25 }).chain((steps) => {
    const updates = history(steps);
    const all = updates.map((_, index) => index);
    return fc.record({
      updates: fc.constant(updates),
      order: fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.shuffledSubarray(all)).map(([a, b]) => [...a, ...b]),
      size: fc.integer({ min: 1, max: 7 }),
    });
  });
  await fc.assert(
    fc.asyncProperty(scrambled, async ({ updates, order, size }) => {
      const shuffled = order.map((index) => updates[index]!);
      const batches: Update[][] = [];
      for (let i = 0; i < shuffled.length; i += size) batches.push(shuffled.slice(i, i + size));
      expect(await stateAfter(batches)).toEqual(await stateAfter([updates]));
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('a newer generation replaces an older one, whichever comes first', async () => {
  const at = (generation: number, seq: number): Update => ({
    op: 'message',
    message: {
      id: newId(), conversation_id: conversation, generation, seq, n: seq, sender_id: other,
      content: { type: 'text', text: `${generation}/${seq}` }, sent_at: '2026-01-01T00:00:00Z',
    },
  });
  const updates = [at(1, 1), at(1, 2), at(1, 3), at(2, 2)];
  const forward = await stateAfter([updates]);
  expect(forward.messages.map((message) => textOf(message))).toEqual(['2/2']);
  expect(await stateAfter(updates.toReversed().map((update) => [update]))).toEqual(forward);
  expect(await stateAfter(updates.map((update) => [update]))).toEqual(forward);
});

test('a draft is kept while the session lasts, and nothing of it after', async () => {
  const store = await storeOfMe();
  await store.setDraft(conversation, 'half a thought');
  expect((await store.drafts.get(conversation))?.text).toBe('half a thought');
  await store.wipe();
  await store.setDraft(conversation, 'half a thought');
  expect(await store.drafts.count()).toBe(0);
  await store.delete();
});

test('spans behave as a set of numbers', () => {
  const span = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(fc.array(span), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 20 }), (added, from, length) => {
      let spans: Spans = [];
      const set = new Set<number>();
      for (const [start, more] of added) {
        spans = addSpan(spans, start, start + more);
        for (let i = start; i <= start + more; i++) set.add(i);
      }

      const listed = spans.flatMap(([start, end]) => Array.from({ length: end - start + 1 }, (_, i) => start + i));
      expect(listed).toEqual([...set].toSorted((a, b) => a - b));
      expect(spans.every(([start], i) => i === 0 || start > spans[i - 1]![1] + 1)).toBe(true);
      const holes = missing(spans, from, from + length).flatMap(([start, end]) => Array.from({ length: end - start + 1 }, (_, i) => start + i));
      expect(holes).toEqual(Array.from({ length: length + 1 }, (_, i) => from + i).filter((seq) => !set.has(seq)));
    }),
  );
});
