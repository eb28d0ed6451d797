import type { MediaItem, Message, MessagePlace } from '@teahouse/client';
import { createContext, use } from 'react';
import type { Source } from './source.ts';

/** A picture or video in the viewer, and what is told of it. */
export interface Entry {
  key: string;
  source: Source;
  /** The message that it belongs to; none while it is on its way. */
  message: Message | undefined;
  sender: string;
  at: number;
}

/** What files of a message are called in the viewer and by what plays them: the same wherever they are shown. */
export function keysOf({ conversation_id, seq }: MessagePlace, items: readonly MediaItem[]): string[] {
  const seen = new Map<string, number>();
  return items.map(({ sha256 }) => {
    const times = seen.get(sha256) ?? 0;
    seen.set(sha256, times + 1);
    return `${conversation_id}/${seq}/${sha256}${'+'.repeat(times)}`;
  });
}

export type Look = (entries: Entry[], at: number) => void;

export const LookContext = createContext<Look>(() => undefined);

/** Opens the viewer on one of some pictures. */
export const useLook = (): Look => use(LookContext);
