import { lazy, Suspense, useEffect, useState } from 'react';
import { WordsProvider, wordsOf, type Words } from '../i18n/index.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Welcome } from '../welcome/Welcome.tsx';
import { usePath } from './router.ts';
import { useChoices } from './settings.ts';
import { teahouse, useQuery } from './teahouse.ts';

const Inside = lazy(() => import('./Inside.tsx'));
const Design = lazy(() => import('../design/Design.tsx'));

/** The door: who is logged in goes inside, which a stranger does not wait for. */
export function App() {
  const { language } = useChoices();
  const path = usePath();
  const [words, setWords] = useState<Words>();
  useEffect(() => {
    let current = true;
    void wordsOf(language).then((loaded) => current && setWords(loaded));
    return () => void (current = false);
  }, [language]);
  const account = useQuery('account', async () => (await teahouse.store.account()) ?? null);
  if (!words || account === undefined) return null;
  const inside = account ? <Inside key={account.token} account={account} /> : <Welcome />;
  return (
    <WordsProvider words={words}>
      <Suspense>{path === '/design' ? <Design /> : inside}</Suspense>
      <Toasts />
    </WordsProvider>
  );
}
