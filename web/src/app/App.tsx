import type { Account } from '@teahouse/client';
import { useEffect, useMemo, useState } from 'react';
import { Home } from '../home/Home.tsx';
import { WordsProvider, wordsOf, type Words } from '../i18n/index.tsx';
import { close } from '../media/player.ts';
import { forgetLocal } from '../media/source.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Welcome } from '../welcome/Welcome.tsx';
import { forgetAnswers } from './ask.ts';
import { useChoices } from './settings.ts';
import { WorldContext, teahouse, useQuery } from './teahouse.ts';

export function App() {
  const { language } = useChoices();
  const [words, setWords] = useState<Words>();
  useEffect(() => {
    let current = true;
    void wordsOf(language).then((loaded) => current && setWords(loaded));
    return () => void (current = false);
  }, [language]);
  const account = useQuery('account', async () => (await teahouse.store.account()) ?? null);
  if (!words || account === undefined) return null;
  return (
    <WordsProvider words={words}>
      {account ? <Inside key={account.token} account={account} /> : <Welcome />}
      <Confirm />
      <Toasts />
    </WordsProvider>
  );
}

/** Each table is read again only when it has changed. */
function Inside({ account }: { account: Account }) {
  const { store } = teahouse;
  useState(() => forgetAnswers(account.token));
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
  return world && <WorldContext value={world}><Home /></WorldContext>;
}
