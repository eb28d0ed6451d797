import type { AnswerOf, Op } from '@teahouse/client';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { teahouse, useLive } from './teahouse.ts';

type Fields = Record<string, unknown>;

/** An answer of the server that several parts of the screen show, and who wants to know of the next one. */
interface Shelf {
  value: unknown;
  error: unknown;
  /** A new object for every change. */
  shown: object;
  asking: Promise<void> | undefined;
  again: boolean;
  told: Set<() => void>;
  ask(): Promise<unknown>;
}

/** What is shown without a line too. */
const lasting = new Set<Op>(['list_contacts', 'list_contact_requests', 'list_workspaces', 'get_contact_code', 'get_settings']);

const shelves = new Map<string, Shelf>();
let owner: string | undefined;

/** Carries out one command of the protocol. */
export function ask<O extends Op>(op: O, fields: Fields = {}): Promise<AnswerOf<O>> {
  return teahouse.call(op, fields);
}

/** Friends come a thousand at a time; who shows names needs all of them. */
async function askFriends(): Promise<AnswerOf<'list_contacts'>> {
  const first = await ask('list_contacts');
  const contacts = [...first.contacts];
  const users = [...first.users];
  for (let cursor = first.next_cursor; cursor; ) {
    const page = await ask('list_contacts', { cursor });
    contacts.push(...page.contacts);
    users.push(...page.users);
    cursor = page.next_cursor;
  }

  return { contacts, users, version: first.version };
}

function shelfOf(op: Op, fields: Fields): Shelf {
  const key = `${op} ${JSON.stringify(fields)}`;
  let shelf = shelves.get(key);
  if (shelf) return shelf;
  const asking = async () => {
    const answer = op === 'list_contacts' ? await askFriends() : await ask(op, fields);
    if (lasting.has(op)) await teahouse.store.keep(key, answer);
    return answer;
  };
  shelf = { value: undefined, error: undefined, shown: {}, asking: undefined, again: false, told: new Set(), ask: asking };
  shelves.set(key, shelf);
  if (lasting.has(op)) void recall(shelf, key);
  return shelf;
}

/** What was answered before, on this device, until there is news. */
async function recall(shelf: Shelf, key: string): Promise<void> {
  const kept = await teahouse.store.kept(key);
  if (kept === undefined || shelf.value !== undefined) return;
  Object.assign(shelf, { value: kept, shown: {} });
  for (const one of shelf.told) one();
}

function fetch(shelf: Shelf): void {
  if (shelf.asking) {
    // What is on its way may have been answered before the change that one has just heard of.
    shelf.again = true;
    return;
  }

  shelf.asking = shelf.ask().then(
    (value) => Object.assign(shelf, { value, error: undefined }),
    (error: unknown) => Object.assign(shelf, { error }),
  ).then(() => {
    Object.assign(shelf, { asking: undefined, shown: {} });
    for (const one of shelf.told) one();
    if (!shelf.again) return;
    shelf.again = false;
    fetch(shelf);
  });
}

/** Asks again for what is shown of these commands: something of it has changed. */
export function askAgain(...ops: Op[]): void {
  for (const [key, shelf] of shelves) {
    if (!ops.includes(key.slice(0, key.indexOf(' ')) as Op)) continue;
    if (shelf.told.size) fetch(shelf);
    else shelves.delete(key);
  }
}

/** Another account knows nothing of what this one was told. */
export function forgetAnswers(token: string): void {
  if (owner !== token) shelves.clear();
  owner = token;
}

export interface Asked<T> {
  value: T | undefined;
  error: unknown;
}

/** The answer to a command, asked again when something of one's own has changed and when the line is back. Null asks nothing. */
export function useAsked<O extends Op>(op: O, fields: Fields | null = {}): Asked<AnswerOf<O>> {
  const { changes, link } = useLive();
  const key = fields && JSON.stringify(fields);
  const shelf = key === null ? undefined : shelfOf(op, JSON.parse(key) as Fields);
  const subscribe = useCallback((one: () => void) => {
    shelf?.told.add(one);
    return () => void shelf?.told.delete(one);
  }, [shelf]);
  useSyncExternalStore(subscribe, () => shelf?.shown);
  const online = link === 'online';
  useEffect(() => {
    if (shelf && (online || shelf.value === undefined)) fetch(shelf);
  }, [shelf, changes, online]);
  return { value: shelf?.value as AnswerOf<O> | undefined, error: shelf?.value === undefined ? shelf?.error : undefined };
}
