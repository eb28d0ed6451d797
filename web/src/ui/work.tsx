import { useState } from 'react';
import { useWords } from '../i18n/index.tsx';

interface Done {
  good: boolean;
  text: string;
}

/** Something that is asked of the server, and what came of it. */
export function useWork() {
  const { why } = useWords();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Done>();
  const work = (task: () => Promise<void>, done: string, after?: () => void) => {
    setBusy(true);
    setOutcome(undefined);
    task()
      .then(() => {
        setOutcome({ good: true, text: done });
        after?.();
      })
      .catch((error: unknown) => setOutcome({ good: false, text: why(error) }))
      .finally(() => setBusy(false));
  };
  return { busy, outcome, work };
}

export function Outcome({ outcome }: { outcome: Done | undefined }) {
  if (!outcome) return null;
  return <p role={outcome.good ? 'status' : 'alert'} className={`text-sm font-medium ${outcome.good ? 'text-leaf' : 'text-berry'}`}>{outcome.text}</p>;
}
