import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Store, Teahouse, newId, type ContentOf, type Id, type MediaItem } from '../src/index.ts';
import { FakeServer } from './fake.ts';

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
const picture = (bytes: number, fill = 7) => ({ blob: new Blob([new Uint8Array(bytes).fill(fill)], { type: 'image/jpeg' }), kind: 'image', name: 'tea.jpg' });
const said = () => server.conversations.get(conversation)!.messages.map(({ content }) =>
  content.type === 'media' ? content.items.map((item) => item.size ?? item.sha256.length) : content.type === 'text' ? content.text : content.type);
const sizes = () => [...server.media.uploads.values()].map((upload) => upload.received);
const patches = () => server.asked.filter((call) => call.startsWith('PATCH /uploads'));
const heads = () => server.asked.filter((call) => call.startsWith('HEAD /uploads'));
const itemsOf = async (teahouse: Teahouse) => ((await teahouse.store.outgoing(conversation))[0]!.content as ContentOf<'media'>).items;
const mb = 1 << 20;

test('three pictures of Alice show at once, and go as one message with their hashes', async () => {
  const device = await open();
  server.media.slow = 2;
  await device.sendMedia(conversation, [picture(10, 1), picture(20, 2), picture(30, 3)], 'at the lake');
  expect((await itemsOf(device)).map((item) => item.size)).toEqual([10, 20, 30]);
  await until(() => expect(said()).toEqual([[64, 64, 64]]));
  const { content } = server.conversations.get(conversation)!.messages[0]!;
  expect(content).toMatchObject({ type: 'media', text: 'at the lake', items: [{ kind: 'image', name: 'tea.jpg' }, {}, {}] });
  await until(async () => expect(await device.store.outgoing(conversation)).toEqual([]));
  const [kept] = await device.store.page(conversation, 0, Infinity);
  expect((kept!.content as ContentOf<'media'>).items.map((item) => item.size ?? 0)).toHaveLength(3);
  expect([await device.store.uploads.count(), await device.store.bytes.count()]).toEqual([0, 0]);
});

test('a large file goes in pieces, and one sees how far it has come', async () => {
  const device = await open();
  const seen: number[] = [];
  device.progress.subscribe(() => seen.push(...device.progress.get().values()));
  await device.sendMedia(conversation, [picture(5 * mb)]);
  await until(() => expect(said()).toHaveLength(1));
  expect(patches().length).toBeGreaterThan(1);
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  expect(seen.at(-1)).toBe(5 * mb);
});

test('an upload goes on after a reload where the server has come to', async () => {
  const first = await open();
  let pieces = 0;
  server.media.take = (_, piece) => {
    if (++pieces < 3) return piece.size;
    server.reachable = false;
    server.closeAll(1006);
    return 100_000;
  };
  await first.sendMedia(conversation, [picture(6 * mb)]);
  await until(() => expect(server.reachable).toBe(false));
  const [come] = sizes();
  running.pop()!.stop();
  server.media.take = (_, piece) => piece.size;
  const before = patches().length;
  server.reachable = true;
  const second = await open();
  expect((await itemsOf(second))[0]!.size).toBe(6 * mb);
  await until(() => expect(said()).toHaveLength(1));
  expect(server.media.uploads.size).toBe(1);
  expect(come! % (512 << 10)).toBe(100_000);
  expect(sizes()).toEqual([6 * mb]);
  expect(patches().length).toBeGreaterThan(before);
});

test('a piece whose answer was lost is not sent twice', async () => {
  const device = await open();
  let cuts = 0;
  server.media.take = (_, piece) => (cuts++ === 1 ? piece.size - 1 : piece.size);
  await device.sendMedia(conversation, [picture(3 * mb)]);
  await until(() => expect(said()).toHaveLength(1));
  expect(heads().length).toBe(2);
  expect(sizes()).toEqual([3 * mb]);
});

test('an upload that the server has let go of begins again', async () => {
  const device = await open();
  let pieces = 0;
  server.media.take = (id, piece) => {
    if (++pieces === 2) server.media.uploads.delete(id);
    return piece.size;
  };
  await device.sendMedia(conversation, [picture(3 * mb)]);
  await until(() => expect(said()).toHaveLength(1));
  expect(sizes()).toEqual([3 * mb]);
});

test('no more than three files go up at a time', async () => {
  const device = await open();
  const under = new Set<string>();
  let most = 0;
  server.media.take = (id, piece) => {
    under.add(id);
    most = Math.max(most, under.size - [...server.media.uploads.values()].filter((upload) => upload.received === upload.length).length);
    return piece.size;
  };
  await device.sendMedia(conversation, [1, 2, 3, 4, 5, 6].map((fill) => picture(mb, fill)));
  await until(() => expect(said()).toHaveLength(1));
  expect(most).toBeLessThanOrEqual(3);
});

test('words overtake a file that is going up, but no other file does', async () => {
  const device = await open();
  server.media.slow = Infinity;
  await device.sendMedia(conversation, [picture(10, 1)]);
  await until(() => expect(server.media.files.size).toBe(1));
  await device.sendMedia(conversation, [picture(20, 2)]);
  await device.send(conversation, 'meanwhile');
  await until(() => expect(said()).toEqual(['meanwhile']));
  server.media.slow = 0;
  await until(() => expect(said()).toHaveLength(3));
  const hashes = server.conversations.get(conversation)!.messages.flatMap(({ content }) => (content.type === 'media' ? content.items.map((item) => item.sha256) : []));
  expect(hashes).toEqual([...server.media.files.keys()]);
});

test('a file that the server refuses says why, and Alice can take it off and send the rest', async () => {
  const device = await open();
  await until(() => expect(device.live.get().link).toBe('online'));
  server.media.refused = 'bad_media';
  const id = await device.sendMedia(conversation, [picture(10, 1), picture(20, 2)]);
  await until(async () => expect((await device.store.uploads.toArray()).map((upload) => upload.failed)).toEqual(['bad_media', 'bad_media']));
  expect((await device.store.outgoing(conversation))[0]!.failed).toBe('bad_media');
  server.media.refused = undefined;
  const [first] = await device.store.uploads.where('message').equals(id).sortBy('place');
  await device.dropFile(first!.id);
  for (const file of server.media.files.values()) file.state = 'ready';
  await device.retry(id);
  await until(() => expect(said()).toEqual([[64]]));
});

test('a message that is taken back goes nowhere, and the server is told', async () => {
  const device = await open();
  let go!: () => void;
  const held = new Promise<void>((resolve) => (go = resolve));
  const fetcher = server.media.handle.bind(server.media);
  server.media.handle = async (method, path, query, init) => {
    if (method === 'PATCH') await held;
    return fetcher(method, path, query, init);
  };
  const id = await device.sendMedia(conversation, [picture(2 * mb)]);
  await until(() => expect(patches().length).toBe(1));
  await device.discard(id);
  await until(() => expect(server.media.uploads.size).toBe(0));
  go();
  expect(await device.store.outgoing(conversation)).toEqual([]);
  expect([await device.store.uploads.count(), await device.store.bytes.count()]).toEqual([0, 0]);
  expect(said()).toEqual([]);
});

test('a message that is taken back while its upload is begun leaves none behind, also through a line that breaks', async () => {
  const device = await open();
  let go!: () => void;
  const held = new Promise<void>((resolve) => (go = resolve));
  const fetcher = server.media.handle.bind(server.media);
  let cuts = 2;
  server.media.handle = async (method, path, query, init) => {
    const answer = await fetcher(method, path, query, init);
    if (method === 'POST') await held;
    if (method === 'DELETE' && cuts-- > 0) throw new TypeError('cut');
    return answer;
  };
  const id = await device.sendMedia(conversation, [picture(10)]);
  await until(() => expect(server.media.uploads.size).toBe(1));
  const [begun] = server.media.uploads.keys();
  await device.discard(id);
  go();
  await until(() => expect(server.media.uploads.size).toBe(0));
  await until(() => expect(server.asked.filter((call) => call === `DELETE /uploads/${begun}`).length).toBe(3));
  expect([patches(), said()]).toEqual([[], []]);
});

test('a message that is refused because its file is gone is made whole again by another try', async () => {
  const device = await open();
  server.intercept = (op) => (op === 'send' ? { op: 'error', code: 'not_found', status: 404 } : undefined);
  const id = await device.sendMedia(conversation, [picture(10)]);
  await until(async () => expect((await device.store.outgoing(conversation))[0]!.failed).toBe('not_found'));
  server.media.files.clear();
  server.media.uploads.clear();
  server.intercept = () => undefined;
  await device.retry(id);
  await until(() => expect(said()).toEqual([[64]]));
});

test('what could not be shown goes as a file when Alice asks for that', async () => {
  const device = await open();
  server.media.refused = 'It is no picture.';
  const id = await device.sendMedia(conversation, [picture(10)]);
  await until(async () => expect((await device.store.outgoing(conversation))[0]!.failed).toBe('bad_media'));
  server.media.refused = undefined;
  await device.retry(id, true);
  await until(() => expect(said()).toEqual([[64]]));
  expect(server.conversations.get(conversation)!.messages[0]!.content).toMatchObject({ items: [{ kind: 'file', name: 'tea.jpg' }] });
});

test('a picture that was chosen twice is sent once', async () => {
  const device = await open();
  await device.sendMedia(conversation, [picture(10), picture(20), picture(10)]);
  await until(() => expect(said()).toEqual([[64, 64]]));
});

test('a file that another message waits for is not let go of with the first', async () => {
  const device = await open();
  server.media.slow = Infinity;
  const first = await device.sendMedia(conversation, [picture(10)]);
  await device.sendMedia(conversation, [picture(10)]);
  await until(async () => expect((await device.store.uploads.toArray()).map((upload) => upload.sha256?.length)).toEqual([64, 64]));
  await device.discard(first);
  server.media.slow = 0;
  await until(() => expect(said()).toEqual([[64]]));
  expect(server.asked.filter((call) => call.startsWith('DELETE /media'))).toEqual([]);
});

test('a name that is too long or broken is made to fit, and keeps its end', async () => {
  const device = await open();
  server.reachable = false;
  await device.sendMedia(conversation, [{ ...picture(1), name: `${'茶'.repeat(300)}\ud800.jpeg` }]);
  const { name: fit } = (await itemsOf(device))[0]!;
  expect(new TextEncoder().encode(fit).length).toBeLessThanOrEqual(255);
  expect(fit!.endsWith('.jpeg')).toBe(true);
});

// Grants

const hash = (place: { seq: number }) => String(place.seq).padStart(64, '0');
const item = (seq: number): MediaItem => ({ sha256: hash({ seq }), kind: 'image' });

function pictures(count: number) {
  server.media.filesOf = (place) => [hash(place)];
  return Array.from({ length: count }, () => server.say(bob, conversation, { type: 'media', items: [item(server.conversations.get(conversation)!.messages.length + 1)] }));
}

test('the files of many messages are opened by one call, and once', async () => {
  const messages = pictures(120);
  const device = await open();
  const urls = await Promise.all(messages.map((message) => device.mediaUrl(message, item(message.seq), 'small')));
  expect(urls[6]).toBe(`http://teahouse.test/media/grant1-${hash({ seq: 7 })}/small`);
  expect(server.media.opened.map((places) => places.length)).toEqual([100, 20]);
  expect(await device.mediaUrl(messages[6]!, item(7), 'full')).toBe(`http://teahouse.test/media/grant1-${hash({ seq: 7 })}/full`);
  expect(server.media.opened).toHaveLength(2);
});

test('what was opened stays open over a reload, and is opened again before it ends', async () => {
  const [message] = pictures(1);
  const first = await open();
  await first.mediaUrl(message!, item(1), 'small');
  await until(async () => expect(await first.store.grants.count()).toBe(1));
  running.pop()!.stop();
  server.media.grantMs = 60_000;
  const second = await open();
  expect(second.grants.peek(hash({ seq: 1 }))?.variants['small']?.url).toContain('/media/grant1-');
  await second.grants.open(message!, hash({ seq: 1 }), true);
  expect(second.grants.peek(hash({ seq: 1 }))).toBeUndefined();
  expect(await second.mediaUrl(message!, item(1), 'small')).toContain('/media/grant3-');
});

test('a message that was recalled is not asked for, and one whose file is gone opens nothing', async () => {
  const [gone, recalled] = pictures(2);
  const device = await open();
  await until(async () => expect(await device.store.messages.count()).toBe(2));
  server.change(bob, conversation, recalled!.seq, { content: { type: 'deleted', reason: 'recalled' } });
  await until(async () => expect((await device.store.messages.get([conversation, 2]))?.content.type).toBe('deleted'));
  server.media.filesOf = () => [];
  expect(await device.mediaUrl(recalled!, item(2), 'small')).toBeUndefined();
  expect(server.media.opened).toEqual([]);
  expect(await device.mediaUrl(gone!, item(1), 'small')).toBeUndefined();
  expect(server.media.opened).toHaveLength(1);
});
