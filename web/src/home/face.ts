import { otherOf, unread, unreadMentions, type Kept } from '@teahouse/client';
import { useMemo } from 'react';
import { useWorld } from '../app/teahouse.ts';
import { useNames, type Names } from '../contacts/known.ts';
import { useWords, type Translate } from '../i18n/index.tsx';

/** What a conversation looks like: its name, and whose colour and picture it has. */
export interface Face {
  id: string;
  name: string;
  emoji: string | undefined;
  square: boolean;
}

/** How many of its people name a group that has no name. */
const named = 3;

export function faceOf(conversation: Kept, me: string, names: Names, t: Translate): Face {
  const { info, kind, id } = conversation;
  if (kind === 'direct') {
    const other = otherOf(conversation, me)?.user_id ?? me;
    return { id: other, name: names.name(other), emoji: undefined, square: false };
  }

  const others = Object.keys(conversation.members).filter((one) => one !== me).slice(0, named).map((one) => names.name(one));
  const name = info?.name || others.join(t('group.name_comma')) || t('group.unnamed');
  return { id, name, emoji: info?.avatar || (kind === 'channel' ? '#' : undefined), square: true };
}

export function useFace(conversation: Kept): Face {
  const { t } = useWords();
  const { account } = useWorld();
  const names = useNames();
  return useMemo(() => faceOf(conversation, account.user.id, names, t), [conversation, account.user.id, names, t]);
}

export interface Weight {
  /** Unread messages that one wants to know of, and those that one has asked to be quiet about. */
  loud: number;
  quiet: number;
  mentions: number;
}

/** Whether a time is there and still to come. */
export const isAhead = (time: string | undefined, now = Date.now()) => Date.parse(time ?? '') > now;

export const isMuted = (conversation: Kept, now = Date.now()) => isAhead(conversation.preferences?.muted_until, now);

/** One wants to come back to it. */
export const isMarked = (conversation: Kept) => conversation.preferences?.marked_unread === true;

/** Muted, or set to tell only of mentions or of nothing. */
export function weigh(conversation: Kept, me: string, now = Date.now()): Weight {
  const count = unread(conversation, me);
  const mentions = unreadMentions(conversation, me);
  const level = conversation.preferences?.level ?? 'all';
  const loud = isMuted(conversation, now) || level === 'none' ? 0 : level === 'mentions' ? mentions : count;
  return { loud, quiet: count - loud, mentions };
}

export function weighAll(conversations: readonly Kept[], me: string): Weight {
  const now = Date.now();
  const sum = { loud: 0, quiet: 0, mentions: 0 };
  for (const conversation of conversations) {
    const { loud, quiet, mentions } = weigh(conversation, me, now);
    sum.loud += loud;
    sum.quiet += quiet;
    sum.mentions += mentions;
  }

  return sum;
}
