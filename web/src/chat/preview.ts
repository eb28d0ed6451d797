import type { Content, ContentOf, Kept } from '@teahouse/client';
import { useMemo } from 'react';
import { useWorld } from '../app/teahouse.ts';
import { useNames, type Names } from '../contacts/known.ts';
import { capital, useWords, type Key, type Words } from '../i18n/index.tsx';
import { mediaPreview } from '../media/preview.ts';
import { plainOf } from './markdown.ts';

/** What names and words are needed to tell of a message in one line. */
export interface Telling extends Pick<Words, 't' | 'list' | 'moment'> {
  names: Names;
  me: string;
}

/** One line of plain words for any message. */
export function previewOf(message: { content: Content; sender_id?: string }, telling: Telling, conversation?: Kept): string {
  const { t, names, me } = telling;
  const { content } = message;
  switch (content.type) {
    case 'text': return plainOf(content.text, (id) => names.name(id, conversation));
    case 'event': return eventOf({ sender_id: message.sender_id ?? me, content }, telling, conversation);
    case 'deleted': return deletedOf({ sender_id: message.sender_id ?? me, content }, telling, conversation);
    case 'sticker': return t('preview.sticker');
    case 'contact': return t('preview.contact', { name: names.name(content.user_id, conversation) });
    case 'location': return t(content.live_until ? 'preview.live_location' : 'preview.location', { name: content.name ?? '' }).trim();
    case 'media': return mediaPreview(content, t, (text) => plainOf(text, (id) => names.name(id, conversation)));
    case 'poll': return t('preview.poll', { question: content.question });
    case 'forward': return content.title ?? t('preview.forward', { count: content.messages.length });
    default: return t('list.unsupported');
  }
}

export function useTelling(): Telling {
  const { t, list, moment } = useWords();
  const names = useNames();
  const me = useWorld().account.user.id;
  return useMemo(() => ({ t, list, names, me, moment }), [t, list, names, me, moment]);
}

const withPeople = new Set(['added', 'removed', 'joined', 'role', 'muted', 'unmuted']);
const shownNames = 3;

/** A line of the system, in words. */
export function eventOf({ sender_id, content }: { sender_id: string; content: ContentOf<'event'> }, telling: Telling, conversation?: Kept): string {
  const { t, list, names, me } = telling;
  const called = (id: string, you: Key) => (id === me ? t(you) : names.name(id, conversation));
  const people = (content.user_ids ?? []).filter((id) => content.event !== 'joined' || id !== sender_id);
  const listed = people.slice(0, shownNames).map((id) => called(id, content.event === 'joined' ? 'event.you' : 'event.whom'));
  const others = people.length - listed.length;
  const toMe = people.length === 1 && people[0] === me;
  const values = {
    actor: called(sender_id, 'event.you'), names: list(others > 0 ? [...listed, t('event.more', { count: others })] : listed), text: content.text ?? '',
    count: people.length, ...((toMe || sender_id === me) && { as: toMe ? ('to_you' as const) : ('you' as const) }),
  };
  const key = keyOf(content, people.length);
  const said = t(key ?? 'event.other', key === 'event.muted' ? { ...values, text: timeOf(content.text, telling) } : values);
  return capital(said);
}

function keyOf({ event, text }: ContentOf<'event'>, people: number): Key | undefined {
  if (event === 'role') return ({ owner: 'event.role_owner', admin: 'event.role_admin', member: 'event.role_member', guest: 'event.role_guest' } as const)[text ?? ''];
  if (event === 'posting') return text === 'admins' ? 'event.posting_admins' : 'event.posting_all';
  if (event === 'retention') return retentionOf(text);
  if ((event === 'renamed' || event === 'topic' || event === 'announcement' || event === 'avatar') && !text) return event === 'renamed' ? 'event.unnamed' : `event.${event}_cleared`;
  if (event === 'nickname') return text ? 'event.nickname' : 'event.nickname_cleared';
  if (event === 'joined' && people > 0) return 'event.joined_with';
  if (withPeople.has(event) && people === 0 && event !== 'joined') return undefined;
  const known = ['created', 'joined', 'added', 'removed', 'left', 'renamed', 'topic', 'announcement', 'avatar', 'muted', 'unmuted', 'archived', 'unarchived', 'pinned', 'settings'] as const;
  const key = known.find((one) => one === event);
  return key && `event.${key}`;
}

function retentionOf(text: string | undefined): Key {
  if (!text || text === 'keep') return 'event.retention_keep';
  return text === 'until_read' ? 'event.retention_read' : 'event.retention_days';
}

const timeOf = (text: string | undefined, { moment, t }: Telling) => (text && !Number.isNaN(Date.parse(text)) ? moment(Date.parse(text)) : t('event.a_while'));

/** Why a message is no longer there. */
export function deletedOf({ sender_id, content }: { sender_id: string; content: ContentOf<'deleted'> }, { t, names, me }: Telling, conversation?: Kept): string {
  if (content.reason === 'expired') return t('deleted.expired');
  if (content.reason === 'removed') return t('deleted.removed');
  return sender_id === me ? t('deleted.by_you') : t('deleted.recalled', { name: names.name(sender_id, conversation) });
}
