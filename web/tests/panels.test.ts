import type { Kept } from '@teahouse/client';
import { expect, test } from 'vitest';
import { weigh, weighAll } from '../src/home/face.ts';
import { linkTo, placeOf } from '../src/contacts/codes.ts';
import { backgroundClass } from '../src/groups/backgrounds.ts';

const now = Date.parse('2026-05-01T12:00:00Z');

function kept(preferences: object, mentions = 0): Kept {
  return {
    kind: 'group', last_n: 5, places: { me: { delivered_seq: 2, read_seq: 2, read_n: 2 } }, mentions: { n: 5, count: mentions }, mentioned: [],
    preferences: { version: 1, ...preferences },
  } as unknown as Kept;
}

test('what is muted, or set to mentions or nothing, is counted apart', () => {
  const later = '2026-05-01T13:00:00Z';
  const before = '2026-05-01T11:00:00Z';
  const loud = (one: Kept) => weigh(one, 'me', now).loud;
  expect(weigh(kept({}, 1), 'me', now)).toEqual({ loud: 3, quiet: 0, mentions: 1 });
  expect(weigh(kept({ muted_until: later }, 1), 'me', now)).toEqual({ loud: 0, quiet: 3, mentions: 1 });
  expect([kept({ muted_until: before }), kept({ level: 'mentions' }, 1), kept({ level: 'none' }, 1)].map(loud)).toEqual([3, 1, 0]);
  expect(weighAll([kept({}), kept({ level: 'none' })], 'me')).toMatchObject({ loud: 3, quiet: 3 });
});

test('a code leads into this house only, and only to an invitation or a person', () => {
  for (const kind of ['invite', 'join', 'add'] as const) expect(placeOf(linkTo(kind, 'AbC-_9'))).toBe(`/${kind}/AbC-_9`);
  const foreign = [
    'https://elsewhere.example/add/AbC', `${location.origin}/settings/account`, `${location.origin}/add/a b`, 'javascript:alert(1)', 'AbC', '',
    `${location.origin}/add/${'x'.repeat(65)}`,
  ];
  expect(foreign.map(placeOf)).toEqual(foreign.map(() => undefined));
});

test('a background that this version does not know is the house’s own', () => {
  expect(['jade', 'unknown', '', undefined, '"><script>'].map(backgroundClass)).toEqual(['hall-jade', 'bg-hall', 'bg-hall', 'bg-hall', 'bg-hall']);
});
