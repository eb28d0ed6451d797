import type { Op } from '@teahouse/client';
import { useCallback } from 'react';
import { useWords } from '../i18n/index.tsx';
import { toast } from '../ui/toast.tsx';
import { askAgain } from './ask.ts';

export interface Then {
  /** What is said when it has worked. */
  done?: string;
  /** What is asked again then, because it has changed by it. */
  again?: readonly Op[];
}

export type Act = (task: Promise<unknown>, then?: Then) => Promise<boolean>;

/** Carries something out. What the server refuses is said in a toast. Answers whether it has worked. */
export function useAct(): Act {
  const { why } = useWords();
  return useCallback(async (task, { done, again = [] } = {}) => {
    try {
      await task;
    } catch (error) {
      toast(why(error), 'bad');
      return false;
    }

    askAgain(...again);
    if (done) toast(done);
    return true;
  }, [why]);
}
