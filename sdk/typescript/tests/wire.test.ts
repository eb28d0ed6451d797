import { expect, test } from 'vitest';
import { NotTheProtocol, Refused, backoff, newId, readFrame, readMessage, readUpdate, ruleOf } from '../src/index.ts';

const message = {
  id: newId(), conversation_id: newId(), generation: 1, seq: 1, n: 1, sender_id: newId(), content: { type: 'text', text: '茶' },
  sent_at: '2026-01-01T00:00:00.123456Z',
};

test('what a newer server says in addition is left out', () => {
  expect(readMessage({ ...message, sparkle: true }, 'message')).toEqual(message);
  expect(readUpdate({ op: 'fireworks' }, 'update')).toBeUndefined();
});

test('content of an unknown kind is kept as it is', () => {
  const content = { type: 'hologram', depth: 3 };
  expect(readMessage({ ...message, content }, 'message').content).toEqual({ type: 'unknown', raw: content });
});

test.each([
  ['seq', -1], ['seq', 1.5], ['seq', '1'], ['id', 'x'], ['sent_at', 'yesterday'], ['content', { type: 'text' }], ['content', null],
])('a message whose %s is %j is not the protocol, and the error says where', (field, value) => {
  expect(() => readMessage({ ...message, [field]: value }, 'message')).toThrow(new RegExp(`message\\.${field}`));
});

test.each(['{', '1', '[1]', '{"ref":1}', '{"op":1}'])('the frame %s is not the protocol', (frame) => {
  expect(() => readFrame(frame)).toThrow(NotTheProtocol);
});

test('a refusal says whether to try again', () => {
  const refusal = (code: string, status: number) => new Refused({ code, status }).retry;
  expect([refusal('overloaded', 503), refusal('rate_limited', 429), refusal('bad_token', 401), refusal('bad_credentials', 401), refusal('not_found', 404)])
    .toEqual(['later', 'later', 'after_log_in', 'never', 'never']);
});

test('ids are version 7 and in order of time', () => {
  const ids = [1, 0x1_0000_0000, 1_800_000_000_000, 0xffff_ffff_ffff].map((now) => newId(now));
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[2]).toMatch(/^01a3185c-5000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
});

test('waits double from half a second to thirty, half of each random', () => {
  expect([backoff(1, 0), backoff(1, 1), backoff(2, 1), backoff(50, 0), backoff(50, 1)]).toEqual([250, 500, 1000, 15_000, 30_000]);
  expect(ruleOf(1006)).toEqual({ again: 'backoff' });
  expect(ruleOf(4101).syncFirst).toBe(true);
});
