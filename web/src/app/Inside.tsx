import type { Account } from '@teahouse/client';
import { useEffect, useMemo, useState } from 'react';
import { Home } from '../home/Home.tsx';
import { close } from '../media/player.ts';
import { forgetLocal } from '../media/source.ts';
import { Confirm } from '../ui/confirm.tsx';
import { remember } from './accounts.ts';
import { forgetAnswers } from './ask.ts';
import { WorldContext, teahouse, useQuery } from './teahouse.ts';

/** What an account has here. Each table is read again only when it has changed. */
export default function Inside({ account }: { account: Account }) {
  const { store } = teahouse;
  useState(() => forgetAnswers(account.token));
  useEffect(() => remember(account.user), [account.user]);
  useEffect(() => () => {
    close();
    forgetLocal();
  }, []);
  const synced = useQuery('synced', async () => (await store.cursor()) !== undefined);
  const users = useQuery('users', () => store.users.toArray());
  const conversations = useQuery('conversations', () => store.conversations.orderBy('active').reverse().filter((one) => one.known).toArray());
  const outbox = useQuery('outbox', () => store.outbox.toArray());
  const drafts = useQuery('drafts', () => store.drafts.filter((draft) => draft.text !== '').toArray());
  const world = useMemo(() => synced !== undefined && users && conversations && outbox && drafts && {
    account,
    synced,
    users: new Map(users.map((user) => [user.id, user])),
    conversations,
    outbox,
    drafts: new Map(drafts.map((draft) => [draft.conversation_id, draft.text])),
  }, [account, synced, users, conversations, outbox, drafts]);
  return world && <WorldContext value={world}><Home /><Confirm /></WorldContext>;
}
