import { useEffect, useMemo, useState } from 'react';
import { Home } from '../home/Home.tsx';
import { WordsProvider, wordsOf, type Words } from '../i18n/index.tsx';
import { Welcome } from '../welcome/Welcome.tsx';
import { useChoices } from './settings.ts';
import { WorldContext, teahouse, useQuery, type World } from './teahouse.ts';

export function App() {
  const { language } = useChoices();
  const [words, setWords] = useState<Words>();
  useEffect(() => {
    let current = true;
    void wordsOf(language).then((loaded) => current && setWords(loaded));
    return () => void (current = false);
  }, [language]);
  const kept = useQuery('kept', keptState);
  const world = useMemo(() => kept && worldOf(kept), [kept]);
  if (!words || !kept) return null;
  return (
    <WordsProvider words={words}>
      {world ? <WorldContext value={world}><Home /></WorldContext> : <Welcome />}
    </WordsProvider>
  );
}

async function keptState() {
  const { store } = teahouse;
  const [account, users, conversations, outbox, drafts] = await Promise.all([
    store.account(), store.users.toArray(), store.conversations.orderBy('active').reverse().toArray(), store.outbox.toArray(),
    store.drafts.toArray(),
  ]);
  return { account, users, conversations, outbox, drafts };
}

function worldOf({ account, users, conversations, outbox, drafts }: Awaited<ReturnType<typeof keptState>>): World | undefined {
  return account && {
    account,
    users: new Map(users.map((user) => [user.id, user])),
    conversations: conversations.filter((conversation) => conversation.known),
    outbox,
    drafts: new Map(drafts.map((draft) => [draft.conversation_id, draft.text])),
  };
}
