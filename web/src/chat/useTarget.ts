import { useEffect, useRef, useState } from 'react';
import type { List, Target } from './MessageList.tsx';
import type { Row } from './rows.ts';
import { reaches, settleMs } from './useStart.ts';

const litMs = 2500;
/** A message that never comes keeps nobody from reading on. */
const patienceMs = 5000;

interface Going {
  /** The message that is lit up for a moment. */
  lit: number | undefined;
  /** On the way: lines that came above now would lead to another message. */
  under: boolean;
}

/** Goes to the message that is asked for as soon as it is there, or to what stands in its place, and stays while what is around it comes. */
export function useTarget(list: List, rows: Row[], target: Target | undefined): Going {
  const [over, setOver] = useState<Target>();
  const [there, setThere] = useState<Target>();
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (!target) return undefined;
    const timer = setTimeout(() => setThere(target), patienceMs);
    return () => clearTimeout(timer);
  }, [target]);
  useEffect(() => {
    if (!target || there === target) return;
    const at = rows.findIndex((row) => reaches(row, target.seq));
    // What is not here yet may be it.
    if (at < 0 || rows[at]!.is === 'gap') return;
    list.scrollToIndex(at, { align: 'center' });
    clearTimeout(settling.current);
    settling.current = setTimeout(() => setThere(target), settleMs);
  }, [list, rows, target, there]);
  useEffect(() => {
    if (!there) return undefined;
    const timer = setTimeout(() => setOver(there), litMs);
    return () => clearTimeout(timer);
  }, [there]);
  return { lit: target === over ? undefined : target?.seq, under: target !== there };
}
