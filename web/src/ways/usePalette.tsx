import { otherOf, type Kept, type User } from '@teahouse/client';
import type { ReactNode } from 'react';
import { useAct } from '../app/act.ts';
import { go, routeOf } from '../app/router.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useContacts, useNames } from '../contacts/known.ts';
import { useFound } from '../contacts/useFound.ts';
import { faceOf, weigh } from '../home/face.ts';
import { listed } from '../home/listed.ts';
import { useWords, type Key } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Sign } from '../ui/Row.tsx';
import { sift } from './match.ts';
import { recent } from './recent.ts';
import type { Shortcut } from './shortcuts.ts';
import { useCommands } from './useCommands.ts';

export interface Entry {
  key: string;
  name: string;
  line?: string;
  count?: number;
  face: ReactNode;
  keys?: Shortcut | undefined;
  act(): void;
}

export interface Section {
  title: Key;
  entries: Entry[];
}

/** So many of each are enough to choose from by keys. */
const most = 8;
const commandsAtFirst = 6;
const kinds: Record<string, 'conversations' | 'people' | 'channels' | 'commands'> = { '@': 'people', '#': 'channels', '>': 'commands' };

/** What fits the words, section by section; while there are none, where one was last. */
export function usePalette(words: string): Section[] {
  const only = kinds[words[0] ?? ''];
  const sought = (only ? words.slice(1) : words).trim();
  const conversations = useConversations(sought, only);
  const people = usePeople(sought);
  const commands: Entry[] = sift(sought, useCommands(), ({ name }) => name)
    .map(({ name, icon: Icon, keys, act }) => ({ key: name, name, keys, act, face: <Sign small><Icon size={18} /></Sign> }));
  const titled = (title: Key, entries: Entry[]): Section => ({ title, entries });
  const sections = {
    conversations: titled(sought || only ? 'list.matches' : 'palette.recent', conversations),
    people: titled('list.people', people),
    commands: titled('palette.commands', only || sought ? commands : commands.slice(0, commandsAtFirst)),
  };
  const shown = only === 'channels' ? [sections.conversations] : only ? [sections[only]] : sought ? Object.values(sections) : [sections.conversations, sections.commands];
  return shown.filter(({ entries }) => entries.length > 0);
}

function useConversations(sought: string, only: string | undefined): Entry[] {
  const { t } = useWords();
  const world = useWorld();
  const names = useNames();
  const me = world.account.user.id;
  const route = routeOf(location.pathname);
  const open = route.at === 'chat' ? route.conversation : undefined;
  const lately = recent();
  const rank = ({ id }: Kept) => (lately.includes(id) ? lately.indexOf(id) : lately.length);
  const all = listed(world, undefined)
    .filter((one) => (sought !== '' || one.id !== open) && (only !== 'channels' || one.kind === 'channel'))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((one) => ({ one, face: faceOf(one, me, names, t), other: names.user(otherOf(one, me)?.user_id ?? '') }));
  const called = ({ one, face, other }: (typeof all)[number]) => `${face.name} ${one.kind === 'direct' ? `${other?.display_name ?? ''} @${other?.username ?? ''}` : ''}`;
  return sift(sought, all, called).slice(0, most).map(({ one, face, other }) => ({
    key: one.id, name: face.name, count: weigh(one, me).loud, face: <Avatar {...face} size="small" />, act: () => go(`/c/${one.id}`),
    ...(one.kind === 'direct' && other && { line: `@${other.username}` }),
  }));
}

/** People with whom one has not talked yet, and whoever is called exactly so. */
function usePeople(sought: string): Entry[] {
  const world = useWorld();
  const names = useNames();
  const act = useAct();
  const { users } = useContacts();
  const me = world.account.user.id;
  const { user: found } = useFound(sought.replace(/^@/, ''));
  const talked = new Set(world.conversations.filter((one) => one.kind === 'direct' && one.last_seq > 0).map((one) => otherOf(one, me)?.user_id));
  const known = new Map([...world.users, ...users]);
  if (found) known.set(found.id, found);
  const strangers = [...known.values()].filter((user) => user.id !== me && !talked.has(user.id));
  const nameOf = (user: User) => (names.user(user.id) ? names.name(user.id) : user.display_name);
  const open = (user: User) => void act(teahouse.converse(user).then((conversation) => go(`/c/${conversation}`)));
  return sift(sought, strangers, (user) => `${nameOf(user)} ${user.display_name} @${user.username}`).slice(0, most).map((user) => ({
    key: user.id, name: nameOf(user), line: `@${user.username}`, face: <Avatar id={user.id} name={nameOf(user)} size="small" />, act: () => open(user),
  }));
}
