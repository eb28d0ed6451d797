import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  Store, isMember, isWide, newId, roleOf, unread, unreadIn, unreadMentions,
  type Conversation, type Id, type Member, type Message, type Update,
} from '../src/index.ts';

const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const [me, ann, ben] = [idOf(1), idOf(2), idOf(3)];
const group = idOf(100);
const start = '2026-01-01T00:00:00Z';

/** A group as its owner keeps it: every step appends to its log and says what members would be told. */
class Group {
  readonly log: Message[] = [];
  readonly updates: Update[] = [];
  readonly members = new Map<Id, Member>([me, ann, ben].map((user_id) => [user_id, { user_id, delivered_seq: 0, read_seq: 0, read_n: 0, role: 'member' }]));
  rev = 1;
  name = 'first';
  version = 0;
  #threads = new Map<number, number>();

  constructor() {
    this.append(ann, { content: { type: 'event', event: 'created' } }, false);
  }

  get last(): Message | undefined {
    return this.log.findLast((one) => one.content.type !== 'change' && one.thread === undefined);
  }

  get n(): number {
    return this.log.at(-1)?.n ?? 0;
  }

  append(sender_id: Id, what: Partial<Message>, counts = true): Message {
    const seq = this.log.length + 1;
    const entry: Message = {
      id: idOf(1000 + seq), conversation_id: group, generation: 1, seq, n: this.n + (counts ? 1 : 0), sender_id,
      content: { type: 'text', text: `${seq}` }, sent_at: new Date(seq * 1000).toISOString(), ...what,
    };
    this.log.push(entry);
    const member = this.members.get(sender_id);
    if (counts && member) this.members.set(sender_id, { ...member, delivered_seq: seq, read_seq: seq, read_n: entry.n });
    if (entry.content.type !== 'change') this.updates.push({ op: 'message', message: entry });
    return entry;
  }

  change(seq: number, change: Partial<Message>): void {
    const entry = this.append(ben, { content: { type: 'change' }, target: seq }, false);
    const message = { ...this.log[seq - 1]!, ...change, rev: entry.seq };
    this.log[seq - 1] = message;
    this.updates.push({ op: 'message', message: { ...entry, content: { type: 'change', message } } });
  }

  answer(root: number, sender: Id): void {
    const thread_n = (this.#threads.get(root) ?? 0) + 1;
    this.#threads.set(root, thread_n);
    this.append(sender, { thread: root, thread_n }, false);
  }

  put(id: Id, role: string): void {
    this.rev = this.append(ann, { content: { type: 'event', event: 'role', user_ids: [id] } }, false).seq;
    const member = { user_id: id, delivered_seq: 0, read_seq: 0, read_n: 0, ...this.members.get(id), role };
    this.members.set(id, member);
    this.updates.push({ op: 'members', conversation_id: group, rev: this.rev, member_count: this.members.size, changed: [member] });
  }

  remove(id: Id): void {
    this.rev = this.append(ann, { content: { type: 'event', event: 'removed', user_ids: [id] } }, false).seq;
    this.members.delete(id);
    this.updates.push({ op: 'members', conversation_id: group, rev: this.rev, member_count: this.members.size, left: [id] });
  }

  rename(name: string): void {
    this.rev = this.append(ann, { content: { type: 'event', event: 'renamed', text: name } }, false).seq;
    this.name = name;
    this.updates.push({ op: 'members', conversation_id: group, rev: this.rev, member_count: this.members.size, info: { name } });
  }

  snapshot(): Conversation {
    const mine = this.members.get(me);
    return {
      id: group, kind: 'group', generation: 1, created_at: start, members: [...this.members.values()], last_seq: this.log.length, last_n: this.n,
      unread: this.n - (mine?.read_n ?? 0), rev: this.rev, member_count: this.members.size, info: { name: this.name },
      ...(this.last && { last_message: this.last }),
    };
  }
}

type Step = [kind: number, where: number, who: number];

function tell(steps: Step[]): Group {
  const told = new Group();
  const people = [me, ann, ben, idOf(4), idOf(5)];
  for (const [kind, where, who] of steps) {
    const seq = 1 + (where % told.log.length);
    const lines = told.log.filter((one) => one.content.type !== 'change' && one.thread === undefined);
    const person = people[who % people.length]!;
    if (kind < 3) told.append(told.members.has(person) ? person : ann, {});
    else if (kind === 3) told.change(lines[where % lines.length]!.seq, { reactions: [{ emoji: '🍵', count: where + 1, user_ids: [person] }] });
    else if (kind === 4) told.answer(lines[where % lines.length]!.seq, ben);
    else if (kind === 5 && person !== me) told.put(person, where % 2 ? 'admin' : 'member');
    else if (kind === 6 && person !== me && told.members.has(person)) told.remove(person);
    else if (kind === 7) told.rename(`name ${where}`);
    else if (kind === 8) told.updates.push({ op: 'conversation', conversation: told.snapshot() });
    else if (kind === 9) told.updates.push({ op: 'hidden', conversation_id: group, ...(who % 4 ? { seqs: [seq] } : { until_seq: seq }) });
    else told.updates.push({ op: 'preferences', conversation_id: group, preferences: { version: ++told.version, level: who % 2 ? 'all' : 'none' } });
  }

  told.updates.push({ op: 'conversation', conversation: told.snapshot() });
  return told;
}

async function storeOfMe(): Promise<Store> {
  const store = new Store(newId());
  const user = { id: me, username: 'me', display_name: 'Me', created_at: start };
  await store.begin({ user, token: '', session: { id: newId(), device: '', created_at: start, last_seen_at: start, current: true } });
  return store;
}

async function keptAfter<T>(updates: Update[], size: number, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await storeOfMe();
  for (let i = 0; i < updates.length; i += size) await store.apply(updates.slice(i, i + size));
  const seen = await look(store);
  await store.delete();
  return seen;
}

const everything = async (store: Store) => ({
  conversations: await store.conversations.toArray(), messages: await store.messages.toArray(), threads: await store.threads.toArray(),
});
const conversationOf = async (store: Store) => (await store.conversations.get(group))!;

test('the sync law in a group: members, names, changes, threads and what is hidden end the same in any order', async () => {
  const steps = fc.array(fc.tuple(fc.nat(10), fc.nat(50), fc.nat(4)), { minLength: 1, maxLength: 25 });
  const scrambled = steps.chain((some) => {
    const told = tell(some);
    const all = told.updates.map((_, index) => index);
    return fc.record({
      told: fc.constant(told),
      order: fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.shuffledSubarray(all)).map(([a, b]) => [...a, ...b]),
      size: fc.integer({ min: 1, max: 7 }),
    });
  });
  await fc.assert(
    fc.asyncProperty(scrambled, async ({ told, order, size }) => {
      const inOrder = await keptAfter(told.updates, told.updates.length, everything);
      expect(await keptAfter(order.map((index) => told.updates[index]!), size, everything)).toEqual(inOrder);
      const [kept] = inOrder.conversations;
      expect(Object.values(kept!.members).map(({ user_id, role }) => [user_id, role]).toSorted())
        .toEqual([...told.members.values()].map(({ user_id, role }) => [user_id, role]).toSorted());
      expect(kept!.info?.name).toBe(told.name);
      expect(inOrder.messages).toEqual(told.log.filter((one) => one.content.type !== 'change' && inOrder.messages.some((held) => held.seq === one.seq)));
      expect(kept!.held).toEqual([[1, told.log.length]]);
    }),
    { numRuns: 80 },
  );
}, 60_000);

test('a reaction that comes before its message is kept, and the message that comes late does not undo it', async () => {
  const told = new Group();
  told.append(ann, {});
  told.change(2, { reactions: [{ emoji: '👍', count: 1, user_ids: [ben] }] });
  const messages = await keptAfter(told.updates.toReversed(), 1, (store) => store.page(group, 2, 9));
  expect(messages).toMatchObject([{ seq: 2, rev: 3, reactions: [{ emoji: '👍' }] }]);
});

test('an answer in a thread is no line of the conversation, counts in its thread, and is unread only to who follows it', async () => {
  const told = new Group();
  told.append(me, {});
  told.answer(2, ben);
  told.answer(2, ann);
  await keptAfter(told.updates, 1, async (store) => {
    expect((await conversationOf(store)).last_message?.seq).toBe(2);
    expect(unread(await conversationOf(store), me)).toBe(0);
    const thread = (await store.threads.get([group, 2]))!;
    expect(thread).toMatchObject({ count: 2, last_seq: 4, read_n: 0 });
    expect(unreadIn(thread)).toBe(0);
    await store.apply([{ op: 'thread', thread: { conversation_id: group, seq: 2, read_n: 1, count: 2, last_seq: 4, following: true } }]);
    expect(unreadIn((await store.threads.get([group, 2]))!)).toBe(1);
    expect((await store.answersIn(group, 2)).map((one) => one.thread_n)).toEqual([1, 2]);
  });
});

test('who was removed is told when, and who comes back is a member again', async () => {
  const told = new Group();
  const removed: Update = { op: 'left', conversation_id: group, seq: 2 };
  await keptAfter([{ op: 'conversation', conversation: told.snapshot() }, removed], 1, async (store) => {
    expect(isMember(await conversationOf(store))).toBe(false);
    await store.apply([{ op: 'conversation', conversation: { ...told.snapshot(), rev: 5, last_seq: 5 } }]);
    expect(isMember(await conversationOf(store))).toBe(true);
    await store.apply([removed]);
    expect(isMember(await conversationOf(store))).toBe(true);
  });
});

test('mentions are counted once, by name and by all, until they are read', async () => {
  const told = new Group();
  for (const text of [`<@${me}> tea?`, 'no', '<!all> now', `<@${ann}>`]) told.append(ben, { content: { type: 'text', text } });
  const snapshot: Update = { op: 'conversation', conversation: { ...told.snapshot(), mentions: 2 } };
  told.append(ben, { content: { type: 'text', text: `<@${me}> again` } });
  for (const updates of [[...told.updates, snapshot], [snapshot, ...told.updates], [...told.updates, ...told.updates, snapshot]]) {
    await keptAfter(updates, 2, async (store) => {
      expect(unreadMentions(await conversationOf(store), me)).toBe(3);
      await store.markRead(group, 5, me);
      expect(unreadMentions(await conversationOf(store), me)).toBe(1);
      await store.markRead(group, 6, me);
      expect(unreadMentions(await conversationOf(store), me)).toBe(0);
    });
  }
});

test('what is kept for some days only goes from the device, also what comes late', async () => {
  const told = new Group();
  told.append(ann, { content: { type: 'text', text: 'secret' } });
  told.append(ann, { content: { type: 'text', text: 'young' } });
  const rule: Update = { op: 'conversation', conversation: { ...told.snapshot(), info: { retention: { mode: 'days', days: 1 } }, expired_seq: 2 } };
  for (const updates of [[...told.updates, rule], [rule, ...told.updates], [rule, ...told.updates.toReversed()]]) {
    await keptAfter(updates, 1, async (store) => {
      expect(JSON.stringify(await everything(store))).not.toContain('secret');
      expect((await store.page(group, 1, 9)).map((one) => one.content.type)).toEqual(['event', 'deleted', 'text']);
    });
  }
});

test('a wide group keeps oneself, and says how many there are', async () => {
  const told = new Group();
  const mine = told.members.get(me)!;
  const wide = { ...told.snapshot(), members: [{ ...mine, role: 'admin' }], member_count: 100_000 };
  await keptAfter([{ op: 'conversation', conversation: wide }], 1, async (store) => {
    const kept = await conversationOf(store);
    expect([isWide(kept), roleOf(kept, me), kept.member_count]).toEqual([true, 'admin', 100_000]);
  });
});

test('activity moves the counts, asks for the last line, and fills no hole', async () => {
  const told = new Group();
  await keptAfter([{ op: 'conversation', conversation: told.snapshot() }], 1, async (store) => {
    const applied = await store.apply([{ op: 'activity', conversation_id: group, last_seq: 80, last_n: 70 }]);
    expect(applied).toMatchObject({ behind: [group], holes: [] });
    expect(unread(await conversationOf(store), me)).toBe(70);
  });
});

test('what another device writes becomes the draft here, but not over what is being written', async () => {
  const told = new Group();
  await keptAfter([{ op: 'conversation', conversation: told.snapshot() }], 1, async (store) => {
    const elsewhere = (version: number, draft?: string): Update => ({ op: 'preferences', conversation_id: group, preferences: { version, ...(draft && { draft }) } });
    await store.apply([elsewhere(1, 'from the phone')]);
    expect((await store.drafts.get(group))?.text).toBe('from the phone');
    await store.setDraft(group, 'mine');
    await store.apply([elsewhere(2, 'more from the phone')]);
    expect((await store.drafts.get(group))?.text).toBe('mine');
    await store.settleDraft((await store.drafts.get(group))!);
    await store.apply([elsewhere(3)]);
    expect(await store.drafts.get(group)).toBeUndefined();
  });
});

test('what the first version kept is there after the upgrade', async () => {
  const name = newId();
  const first = new Dexie(name);
  first.version(1).stores({
    meta: '&key', users: '&id', conversations: '&id, active', messages: '[conversation_id+seq], &id', outbox: '++pos, &id, conversation_id',
    receipts: '&conversation_id', drafts: '&conversation_id',
  });
  const message = new Group().append(ann, {});
  await first.table('messages').put(message);
  await first.table('drafts').put({ conversation_id: group, text: 'half' });
  await first.table('conversations').put({
    id: group, generation: 1, known: true, kind: 'direct', created_at: start, last_seq: 2, last_n: 2, last_message: message, held: [[1, 2]], active: 7,
    members: Object.fromEntries([me, ann].map((user_id) => [user_id, { user_id, delivered_seq: 2, read_seq: 1, read_n: 1 }])),
  });
  first.close();
  const store = new Store(name);
  const kept = await conversationOf(store);
  expect(kept).toMatchObject({ known: true, active: 7, held: [[1, 2]], last_message: message, whole: 0 });
  expect(unread(kept, me)).toBe(1);
  expect(Object.keys(kept.members)).toEqual([me, ann]);
  expect(await store.page(group, 1, 9)).toEqual([message]);
  expect((await store.drafts.get(group))?.text).toBe('half');
  await store.delete();
});
