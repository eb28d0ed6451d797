import type { Message, Spans } from '@teahouse/client';
import { expect, test } from 'vitest';
import { piecesOf } from '../src/chat/links.ts';
import { rowsOf, type Row } from '../src/chat/rows.ts';
import { hueOf, initialsOf } from '../src/ui/Avatar.tsx';

const minute = 60_000;
const noon = new Date(2026, 4, 1, 12).getTime();

function message(seq: number, sender: string, at: number): Message {
  return {
    id: `message ${seq}`, conversation_id: 'c', generation: 1, seq, n: seq, sender_id: sender, content: { type: 'text', text: `${seq}` },
    sent_at: new Date(at).toISOString(),
  };
}

const held = (...seqs: number[]): Spans => seqs.map((seq) => [seq, seq]);
const view = { outgoing: [], held: [[1, 99]] as Spans, hidden: { hidden: [], hidden_until: 0 }, start: 1, low: 1, high: 0, me: 'me', newAfter: undefined };
const shape = (rows: Row[]) => rows.map((row) => {
  if (row.is === 'gap') return `gap ${row.from}-${row.to}`;
  return row.is === 'message' ? `${row.key}${row.first ? ' first' : ''}${row.last ? ' last' : ''}` : row.is;
});

test('what one person says within five minutes is one group; another person, a day or a pause begins a new one', () => {
  const messages = [
    message(1, 'me', noon), message(2, 'me', noon + minute), message(3, 'you', noon + 2 * minute), message(4, 'you', noon + 8 * minute),
    message(5, 'you', noon + 24 * 60 * minute),
  ];
  expect(shape(rowsOf({ ...view, messages, high: 5 }))).toEqual([
    'begin', 'day', 'message 1 first', 'message 2 last', 'message 3 first last', 'message 4 first last', 'day', 'message 5 first last',
  ]);
});

test('the line before what is new stands before the first message of somebody else', () => {
  const messages = [message(1, 'you', noon), message(2, 'me', noon), message(3, 'you', noon), message(4, 'you', noon)];
  const rows = rowsOf({ ...view, messages, high: 4, newAfter: 1 });
  expect(shape(rows)).toEqual(['begin', 'day', 'message 1 first last', 'message 2 first last', 'new', 'message 3 first', 'message 4 last']);
});

test('the line waits while a gap may hold the first new message', () => {
  const messages = [message(1, 'you', noon), message(4, 'you', noon)];
  expect(shape(rowsOf({ ...view, messages, held: held(1, 4), high: 4, newAfter: 1 }))).toEqual(['begin', 'day', 'message 1 first last', 'gap 2-3', 'message 4 first last']);
  expect(shape(rowsOf({ ...view, messages, held: held(1, 4), high: 4, newAfter: 3 }))).toContain('new');
});

test('what is not held is a gap, before, between and after', () => {
  const messages = [message(3, 'me', noon), message(6, 'me', noon)];
  expect(shape(rowsOf({ ...view, messages, held: held(3, 6), low: 2, high: 8 }))).toEqual([
    'gap 2-2', 'day', 'message 3 first last', 'gap 4-5', 'message 6 first last', 'gap 7-8',
  ]);
});

test('what is on its way follows what is there', () => {
  const outgoing = [{ pos: 1, id: 'mine', conversation_id: 'c', content: { type: 'text' as const, text: 'x' }, created_at: new Date(noon).toISOString(), failed: 'x' }];
  const rows = rowsOf({ ...view, messages: [message(1, 'me', noon)], outgoing, high: 1 });
  expect(shape(rows)).toEqual(['begin', 'day', 'message 1 first', 'mine last']);
  expect(rows.at(-1)).toMatchObject({ failed: 'x', seq: undefined });
});

test('keys are given once, also when clocks run backwards over midnight', () => {
  const messages = [message(1, 'me', noon), message(2, 'me', noon + 24 * 60 * minute), message(3, 'me', noon)];
  const keys = rowsOf({ ...view, messages, high: 3 }).map((row) => row.key);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  ['see https://tea.example/a?b=c#d.', 'https://tea.example/a?b=c#d'],
  ['(https://tea.example/cup)', 'https://tea.example/cup'],
  ['https://tea.example/cup_(china)', 'https://tea.example/cup_(china)'],
  ['请看https://tea.example/茶，谢谢', 'https://tea.example/%E8%8C%B6'],
  ['HTTPS://TEA.EXAMPLE', 'https://tea.example/'],
])('%s has a link', (text, href) => {
  const pieces = piecesOf(text);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.flatMap((piece) => piece.href ?? [])).toEqual([href]);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'tea.example', 'https://', 'http://[', '<a href="x">'])('%s has none', (text) => {
  expect(piecesOf(text)).toEqual([{ text }]);
});

test('initials suit the script, and colours stay', () => {
  expect(['Alice Liddell', 'bob', '王小明', 'سارة علي', '👩‍🚀 Ada', ''].map(initialsOf)).toEqual(['AL', 'B', '王', 'س', '👩‍🚀A', '']);
  expect(hueOf('0190')).toBe(hueOf('0190'));
});
