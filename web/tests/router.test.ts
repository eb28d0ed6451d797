import { beforeEach, expect, test } from 'vitest';
import { go, goSection, isList, routeOf, sectionOf } from '../src/app/router.ts';

const one = '01900000-0000-7000-8000-000000000001';
const two = '01900000-0000-7000-8000-000000000002';

beforeEach(() => history.replaceState(null, '', '/'));

test.each([
  ['/', 'list', 'chats', true],
  [`/c/${one}`, 'chat', 'chats', false],
  [`/w/${one}/c/${two}`, 'chat', 'channels', false],
  [`/w/${one}`, 'channels', 'channels', true],
  [`/w/${one}/people`, 'channels', 'channels', false],
  ['/channels', 'channels', 'channels', true],
  ['/contacts', 'contacts', 'contacts', true],
  [`/contacts/${one}`, 'contacts', 'contacts', false],
  ['/settings/privacy', 'settings', 'settings', false],
  ['/starred', 'starred', 'settings', false],
  ['/threads', 'threads', 'settings', false],
  ['/invite/AbC-_9', 'invite', 'chats', false],
  ['/add/AbC', 'add', 'contacts', false],
  ['/../etc', 'list', 'chats', true],
  ['/invite/<script>', 'list', 'chats', true],
])('%s leads to %s', (path, at, section, list) => {
  const route = routeOf(path);
  expect([route.at, sectionOf(route), isList(route)]).toEqual([at, section, list]);
});

test('what lies above a list remembers it, and one takes the place of another', () => {
  goSection(`/w/${one}`);
  go(`/w/${one}/c/${two}`);
  expect(history.state).toBe(`/w/${one}`);
  go(`/w/${one}/people`);
  expect([location.pathname, history.state]).toEqual([`/w/${one}/people`, `/w/${one}`]);
  goSection('/contacts');
  expect([location.pathname, history.state]).toEqual(['/contacts', null]);
});

test('the way out of what was opened by its address leads to the list', () => {
  history.replaceState(null, '', '/settings/privacy');
  go('/settings');
  expect([location.pathname, history.state]).toEqual(['/settings', null]);
});
