import type { AnswerOf, Contact, Id, Kept, User } from '@teahouse/client';
import { useMemo } from 'react';
import { useAsked } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';

type ContactList = AnswerOf<'list_contacts'>;

export interface Known {
  /** The friends are known: who is not among them is none. */
  loaded: boolean;
  contacts: ReadonlyMap<Id, Contact>;
  users: ReadonlyMap<Id, User>;
}

const empty: ContactList = { contacts: [], users: [], version: 0 };
const indexed = new WeakMap<ContactList, Known>();

/** One's friends, as one has filed them, by id. */
export function useContacts(): Known {
  const { value } = useAsked('list_contacts');
  const list = value ?? empty;
  let known = indexed.get(list);
  if (!known) {
    known = {
      loaded: value !== undefined,
      contacts: new Map(list.contacts.map((one) => [one.user_id, one])),
      users: new Map(list.users.map((one) => [one.id, one])),
    };
    indexed.set(list, known);
  }

  return known;
}

export interface Names {
  user(id: Id): User | undefined;
  /** What one calls somebody: one's own remark, else their nickname in a conversation, else the name they show. */
  name(id: Id, conversation?: Kept): string;
}

export function useNames(): Names {
  const { users } = useWorld();
  const { contacts, users: friends } = useContacts();
  return useMemo(() => {
    const user = (id: Id) => users.get(id) ?? friends.get(id);
    const name = (id: Id, conversation?: Kept) =>
      contacts.get(id)?.remark ?? conversation?.members[id]?.nickname ?? user(id)?.display_name ?? '…';
    return { user, name };
  }, [users, contacts, friends]);
}

/** How many people wait for an answer. */
export function useRequestsIn(): number {
  const { value } = useAsked('list_contact_requests');
  return value?.requests.filter((one) => one.incoming).length ?? 0;
}
