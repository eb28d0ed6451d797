import { isAdmin, isWide, type Kept } from '@teahouse/client';
import { useMemo } from 'react';
import { useAsked } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { useWords, type Key } from '../i18n/index.tsx';
import type { Mentionable } from './mentions.ts';

/** Why one may not write here, and until when. */
export function silenceOf(conversation: Kept, me: string, now = Date.now()): { key: Key; until?: number } | undefined {
  if (conversation.info?.archived) return { key: 'chat.archived' };
  if (conversation.kind === 'direct' || isAdmin(conversation, me)) return undefined;
  if (conversation.info?.posting === 'admins') return { key: 'chat.admins_only' };
  const until = Date.parse(conversation.members[me]?.muted_until ?? '');
  return until > now ? { key: 'chat.muted_until', until } : undefined;
}

/** Who can be mentioned here: the members, and for admins everybody at once. */
export function useMentionable(conversation: Kept): Mentionable[] {
  const { t } = useWords();
  const names = useNames();
  const me = useWorld().account.user.id;
  const wide = isWide(conversation);
  const { value } = useAsked('list_members', wide ? { conversation_id: conversation.id, limit: 200 } : null);
  return useMemo(() => {
    if (conversation.kind === 'direct') return [];
    const ids = wide ? (value?.members ?? []).map((one) => one.user_id) : Object.keys(conversation.members);
    const people = ids.filter((id) => id !== me).map((id) => ({ mark: `@${id}`, name: names.name(id, conversation) }));
    const everyone = isAdmin(conversation, me) ? [{ mark: '!all', name: t('mention.all') }, { mark: '!here', name: t('mention.here') }] : [];
    return [...people, ...everyone];
  }, [conversation, me, names, t, value, wide]);
}
