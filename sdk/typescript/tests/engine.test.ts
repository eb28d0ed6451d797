import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Store, Teahouse, newId, unread, type Id } from '../src/index.ts';
import { FakeServer, textOf, type FakeSocket } from './fake.ts';

let server: FakeServer;
let alice: ReturnType<FakeServer['join']>;
let bob: ReturnType<FakeServer['join']>;
let conversation: Id;
let name: string;
const running: Teahouse[] = [];

beforeEach(() => {
  server = new FakeServer();
  alice = server.join('alice');
  bob = server.join('bob');
  conversation = server.introduce(alice, bob);
  name = newId();
});

afterEach(() => {
  while (running.length) running.pop()!.stop();
});

/** Alice's device: opened again, it has what it kept. */
async function open(): Promise<Teahouse> {
  const teahouse = new Teahouse({
    base: 'http://teahouse.test/api/v1', store: new Store(name), fetch: server.fetch, open: server.open, random: () => 0,
    wait: (_, signal) => new Promise((resolve) => {
      const timer = setTimeout(resolve, 5);
      signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()));
    }),
  });
  running.push(teahouse);
  await teahouse.store.open();
  if (!(await teahouse.store.account())) {
    const session = { id: newId(), device: 'test', created_at: alice.user.created_at, last_seen_at: alice.user.created_at, current: true };
    await teahouse.store.begin({ user: alice.user, token: alice.token, session });
  }

  await teahouse.start();
  return teahouse;
}

const until = vi.waitFor;
const texts = async (teahouse: Teahouse) => (await teahouse.store.page(conversation, 0, Infinity)).map((message) => textOf(message));
const said = () => server.conversations.get(conversation)!.messages.map((message) => textOf(message));
const online = (teahouse: Teahouse) => until(() => expect(teahouse.live.get().link).toBe('online'));
const socket = (): FakeSocket => [...server.sockets].at(-1)!;

test('Alice gets what was there before, and what Bob says now', async () => {
  server.say(bob, conversation, 'before');
  const device = await open();
  await online(device);
  server.say(bob, conversation, 'now');
  await until(async () => expect(await texts(device)).toEqual(['before', 'now']));
  const kept = (await device.store.conversations.get(conversation))!;
  expect(unread(kept, alice.user.id)).toBe(2);
  expect((await device.store.users.get(bob.user.id))?.username).toBe('bob');
});

test('a message that Alice sends is on the screen at once and leaves the outbox when the server has it', async () => {
  const device = await open();
  await online(device);
  await device.send(conversation, 'hello');
  expect((await device.store.outgoing(conversation)).length + (await texts(device)).length).toBe(1);
  await until(async () => expect(await texts(device)).toEqual(['hello']));
  await until(async () => expect(await device.store.outgoing(conversation)).toEqual([]));
  expect(said()).toEqual(['hello']);
});

test('the outbox outlives the page and goes out in order when the server is back', async () => {
  server.reachable = false;
  const first = await open();
  for (const text of ['one', 'two', 'three']) await first.send(conversation, text);
  running.pop()!.stop();
  server.reachable = true;
  const second = await open();
  await until(async () => expect(await texts(second)).toEqual(['one', 'two', 'three']));
  expect(said()).toEqual(['one', 'two', 'three']);
});

test('a message whose answer was lost is sent again and exists once', async () => {
  const device = await open();
  await online(device);
  let lost = 0;
  server.losePushes = 1;
  server.intercept = (op) => (op === 'send' && lost++ === 0 ? 'lose' : undefined);
  await device.send(conversation, 'once');
  await until(() => expect(lost).toBe(1));
  server.closeAll(1006);
  await until(async () => expect(await texts(device)).toEqual(['once']));
  await until(async () => expect(await device.store.outgoing(conversation)).toEqual([]));
  expect(said()).toEqual(['once']);
});

test('a refused message says why and waits for Alice, while the next one goes out', async () => {
  const device = await open();
  await online(device);
  server.intercept = (op, frame) =>
    op === 'send' && (frame['content'] as { text: string }).text === 'bad' ? { op: 'error', code: 'invalid_field', status: 400 } : undefined;
  const id = await device.send(conversation, 'bad');
  await device.send(conversation, 'good');
  await until(async () => expect(await texts(device)).toEqual(['good']));
  expect((await device.store.outgoing(conversation)).map((outgoing) => outgoing.failed)).toEqual(['invalid_field']);
  server.intercept = () => undefined;
  await device.retry(id);
  await until(async () => expect(await texts(device)).toEqual(['good', 'bad']));
});

test('an overloaded server gets the same message again, and nothing overtakes it', async () => {
  const device = await open();
  await online(device);
  let refusals = 2;
  server.intercept = (op) => (op === 'send' && refusals-- > 0 ? { op: 'error', code: 'overloaded', status: 503, retry_after: 0.01 } : undefined);
  await device.send(conversation, 'first');
  await device.send(conversation, 'second');
  await until(async () => expect(await texts(device)).toEqual(['first', 'second']));
});

test('a text beyond the limit fails at once without being sent', async () => {
  const device = await open();
  await online(device);
  await device.send(conversation, '茶'.repeat(30_000));
  expect((await device.store.outgoing(conversation))[0]?.failed).toBe('too_large');
  expect(said()).toEqual([]);
});

test('messages lost between two pushes are listed when the next one comes', async () => {
  server.say(bob, conversation, 'one');
  const device = await open();
  await online(device);
  server.losePushes = 2;
  server.say(bob, conversation, 'two');
  server.say(bob, conversation, 'three');
  server.say(bob, conversation, 'four');
  await until(async () => expect(await texts(device)).toEqual(['one', 'two', 'three', 'four']));
});

test('the last lost push leaves no gap and is found by the count of the heartbeat', async () => {
  const device = await open();
  await online(device);
  server.losePushes = 1;
  server.say(bob, conversation, 'lost');
  server.beat();
  await until(async () => expect(await texts(device)).toEqual(['lost']));
  server.say(bob, conversation, 'after');
  server.beat();
  await until(async () => expect(await device.store.cursor()).toBe(String(alice.log.length)));
  expect(server.asked.filter((call) => call === 'GET /sync')).toHaveLength(2);
});

test('a conversation behind the tail of the heartbeat is listed', async () => {
  const device = await open();
  await online(device);
  server.conversations.get(conversation)!.messages.push({
    id: newId(), conversation_id: conversation, generation: 1, seq: 1, n: 1, sender_id: bob.user.id,
    content: { type: 'text', text: 'unseen' }, sent_at: new Date(5).toISOString(),
  });
  server.beat({ [conversation]: 1 });
  await until(async () => expect(await texts(device)).toEqual(['unseen']));
});

test('a resumed socket starts from the last sure cursor, not from the last one seen', async () => {
  const device = await open();
  await online(device);
  const sure = String(alice.log.length);
  server.say(bob, conversation, 'unconfirmed');
  await until(async () => expect(await texts(device)).toEqual(['unconfirmed']));
  server.closeAll(4000);
  await until(() => expect(socket()?.hello?.['cursor']).toBe(sure));
  server.beat();
  await until(async () => expect(await device.store.cursor()).toBe(String(alice.log.length)));
});

test('a slow consumer syncs before it connects again', async () => {
  const device = await open();
  await online(device);
  server.say(bob, conversation, 'before');
  const syncs = server.asked.length;
  server.closeAll(4100);
  await until(() => expect(socket()?.hello?.['cursor']).toBe(String(alice.log.length)));
  expect(server.asked.slice(syncs)).toContain('GET /sync');
});

test.each([4401, 4402])('a session that is over (%i) leaves nothing on the device', async (code) => {
  const device = await open();
  await online(device);
  server.closeAll(code);
  await until(async () => expect(await device.store.account()).toBeUndefined());
  expect(await device.store.conversations.count()).toBe(0);
  expect(device.live.get().link).toBe('logged_out');
});

test.each([4400, 4403, 4404, 4405])('a socket closed with %i does not come back by itself, but does when asked', async (code) => {
  const device = await open();
  await online(device);
  server.closeAll(code);
  await until(() => expect(device.live.get().link).toBe('stopped'));
  expect(server.sockets.size).toBe(0);
  device.wake();
  expect(server.sockets.size).toBe(0);
  device.reconnect();
  await online(device);
});

test('Bob learns once what Alice got and read, not once per message', async () => {
  const device = await open();
  await online(device);
  for (let i = 1; i <= 20; i++) server.say(bob, conversation, `message ${i}`);
  await until(async () => expect(await texts(device)).toHaveLength(20));
  await device.markRead(conversation, 20);
  expect(unread((await device.store.conversations.get(conversation))!, alice.user.id)).toBe(0);
  await until(() => expect(server.conversations.get(conversation)!.read.get(alice.user.id)).toBe(20), { timeout: 4000 });
  expect(server.conversations.get(conversation)!.delivered.get(alice.user.id)).toBe(20);
  expect(socket().received.filter((frame) => frame['op'] === 'receipt').length).toBeLessThanOrEqual(2);
  await until(async () => expect(await device.store.receipts.count()).toBe(0));
});

test('what Alice read while away is told when she is back', async () => {
  server.say(bob, conversation, 'read me');
  const device = await open();
  await until(async () => expect(await texts(device)).toEqual(['read me']));
  server.reachable = false;
  server.closeAll(1006);
  await until(() => expect(device.live.get().link).not.toBe('online'));
  await device.markRead(conversation, 1);
  server.reachable = true;
  await until(() => expect(server.conversations.get(conversation)!.read.get(alice.user.id)).toBe(1), { timeout: 4000 });
});

test('history is fetched only where it is not held', async () => {
  for (let i = 1; i <= 120; i++) server.say(bob, conversation, `message ${i}`);
  const fresh = server.people.get(alice.token)!.log;
  fresh.splice(0, fresh.length, { op: 'conversation', conversation: server.view(conversation, alice.user.id) });
  const device = await open();
  await online(device);
  expect(await texts(device)).toEqual(['message 120']);
  await device.ensure(conversation, 71, 120);
  expect(await texts(device)).toHaveLength(50);
  const calls = server.asked.length;
  await device.ensure(conversation, 71, 120);
  expect(server.asked).toHaveLength(calls);
});

test('a change of an old message that was lost is made good with the hole it left', async () => {
  server.say(bob, conversation, 'first');
  const device = await open();
  await online(device);
  server.losePushes = 1;
  server.change(bob, conversation, 1, { content: { type: 'text', text: 'first, mended' } });
  server.say(bob, conversation, 'second');
  await until(async () => expect(await texts(device)).toEqual(['first, mended', 'second']));
});

test('what is held below a long hole is let go, because it may have changed', async () => {
  server.say(bob, conversation, 'old');
  const device = await open();
  await online(device);
  server.losePushes = 500;
  for (let i = 0; i < 499; i++) server.say(bob, conversation, `message ${i}`);
  server.change(bob, conversation, 1, { content: { type: 'text', text: 'old, mended' } });
  server.say(bob, conversation, 'newest');
  await until(async () => expect(await texts(device)).toEqual(['old', 'newest']));
  await device.ensure(conversation, 480, 502);
  expect((await texts(device))[0]).not.toBe('old');
  await device.ensure(conversation, 1, 1);
  expect((await texts(device))[0]).toBe('old, mended');
});

test('answers in a thread are fetched when the thread is opened', async () => {
  server.say(bob, conversation, 'root');
  server.answer(bob, conversation, 1, 'below');
  const fresh = server.people.get(alice.token)!.log;
  fresh.splice(0, fresh.length, { op: 'conversation', conversation: server.view(conversation, alice.user.id) });
  const device = await open();
  await online(device);
  await device.olderAnswers(conversation, 1);
  expect((await device.store.answersIn(conversation, 1)).map(textOf)).toEqual(['below']);
  expect((await device.store.threads.get([conversation, 1]))?.count).toBe(1);
});

test('a conversation that is only said to have moved on gets its last line', async () => {
  const device = await open();
  await online(device);
  server.losePushes = 30;
  for (let i = 1; i <= 30; i++) server.say(bob, conversation, `message ${i}`);
  server.tell(conversation, { op: 'activity', conversation_id: conversation, last_seq: 30, last_n: 30 });
  await until(async () => expect(await texts(device)).toEqual(['message 30']));
  expect(unread((await device.store.conversations.get(conversation))!, alice.user.id)).toBe(30);
});

test('what Alice is writing goes to her other devices when she pauses', async () => {
  const device = await open();
  await online(device);
  await device.setDraft(conversation, 'half a thought');
  const other = (await open());
  await until(() => expect(alice.log.at(-1)).toMatchObject({ op: 'preferences', preferences: { draft: 'half a thought' } }), { timeout: 4000 });
  await until(async () => expect(await other.store.drafts.get(conversation)).toEqual({ conversation_id: conversation, text: 'half a thought' }));
});

test('Alice logs out at once, also when the server does not answer', async () => {
  const device = await open();
  await online(device);
  server.silent = true;
  await device.logOut();
  expect(await device.store.account()).toBeUndefined();
  expect(server.asked.at(-1)).toBe('DELETE /sessions/current');
});
