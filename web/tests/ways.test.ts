import type { Kept } from '@teahouse/client';
import { expect, test } from 'vitest';
import { commandIn, type Command } from '../src/chat/commands.ts';
import { wantedIn } from '../src/chat/useChoosing.ts';
import { fits, foldersOf } from '../src/home/filters.ts';
import { sift } from '../src/ways/match.ts';
import { shortcutOf, shortcuts, shortcutsOf } from '../src/ways/shortcuts.ts';

const pressed = (key: string, change: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change });

test.each(['everywhere', 'conversation', 'writing', 'message'] as const)('no two shortcuts of %s have the same keys', (place) => {
  const keys = shortcutsOf(place).flatMap((name) => [...shortcuts[name].keys]);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a shortcut is known by what was pressed, wherever its sign is on the keyboard', () => {
  expect(shortcutOf(pressed('k', { ctrlKey: true }), 'everywhere')).toBe('palette');
  expect(shortcutOf(pressed('k', { metaKey: true }), 'everywhere')).toBeUndefined();
  expect(shortcutOf(pressed('k'), 'everywhere')).toBeUndefined();
  expect(shortcutOf(pressed('?', { shiftKey: true }), 'everywhere')).toBe('sheet');
  expect(shortcutOf(pressed('M', { ctrlKey: true, shiftKey: true }), 'conversation')).toBe('mute');
  expect(shortcutOf(pressed('ArrowDown', { altKey: true }), 'everywhere')).toBe('next');
  expect(shortcutOf(pressed('ArrowDown', { altKey: true, shiftKey: true }), 'everywhere')).toBe('next_unread');
  expect(shortcutOf(pressed('Enter', { shiftKey: true }), 'writing')).toBe('line');
});

test('what begins with the words comes before what only has them', () => {
  const all = ['Tea party', 'Green tea', 'Steam', 'Coffee'];
  expect(sift('tea', all, (one) => one)).toEqual(['Tea party', 'Green tea', 'Steam']);
  expect(sift('par te', all, (one) => one)).toEqual(['Tea party']);
  expect(sift('jose', ['José', 'ليلى'], (one) => one)).toEqual(['José']);
  expect(sift('茶', ['喝茶', '咖啡'], (one) => one)).toEqual(['喝茶']);
  expect(sift(' ', all, (one) => one)).toEqual(all);
});

test.each([
  ['tea :te', { kind: 'emoji', from: 4, name: 'te' }],
  ['好:茶', { kind: 'emoji', from: 1, name: '茶' }],
  ['/po', { kind: 'command', from: 0, name: 'po' }],
  ['@al', { kind: 'mention', from: 0, name: 'al' }],
  ['at 12:30', undefined],
  ['see https://tea', undefined],
  ['a /po', undefined],
  ['/etc/hosts', undefined],
  [':D', undefined],
])('%s wants %o', (text, wanted) => {
  expect(wantedIn(text, text.length)).toEqual(wanted);
});

test('a command takes words only where it is one that does', () => {
  const commands = [{ name: 'mute' }, { name: 'topic', takes: 'some' }] as Command[];
  expect(commandIn('/topic what we drink', commands)).toEqual({ command: commands[1], words: 'what we drink' });
  expect(commandIn('/mute', commands)).toEqual({ command: commands[0], words: '' });
  expect([commandIn('/mute him', commands), commandIn('/etc/hosts', commands), commandIn('mute', commands)]).toEqual([undefined, undefined, undefined]);
});

test('a folder has what is in it, and the archive what has no news', () => {
  const one = (kind: string, preferences: object, unread = 0) =>
    ({ kind, last_n: unread, places: {}, mentioned: [], mentions: { n: 0, count: 0 }, preferences: { version: 1, ...preferences } }) as unknown as Kept;
  const work = one('group', { folders: ['Work'] });
  const away = one('group', { folders: ['Tea', 'Work'], hidden: true });
  const back = one('channel', { hidden: true }, 2);
  const marked = one('direct', { marked_unread: true });
  const all = [work, away, back, marked];
  expect(foldersOf(all)).toEqual(['Tea', 'Work']);
  const shown = (wanted: Parameters<typeof fits>[1]) => all.filter((each) => fits(each, wanted, 'me'));
  expect(shown('all')).toEqual([work, back, marked]);
  expect(shown('unread')).toEqual([back, marked]);
  expect(shown('groups')).toEqual([work]);
  expect(shown('channels')).toEqual([back]);
  expect(shown('archived')).toEqual([away, back]);
  expect(shown({ folder: 'Work' })).toEqual([work]);
});
