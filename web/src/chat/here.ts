import { useLayoutEffect } from 'react';
import type { ChatRoom } from './context.ts';

let here: ChatRoom | undefined;

/** The chat that is open, for what acts on it from outside. */
export const roomHere = (): ChatRoom | undefined => here;

export function useHere(room: ChatRoom): void {
  useLayoutEffect(() => {
    here = room;
    return () => void (here = undefined);
  }, [room]);
}
