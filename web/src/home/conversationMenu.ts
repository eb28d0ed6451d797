import type { Kept } from '@teahouse/client';
import { Archive, ArchiveRestore, AtSign, Bell, BellOff, CheckCheck, CircleDot, Folder, LogOut, Pin, PinOff } from 'lucide-react';
import { useAct } from '../app/act.ts';
import { ask } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { confirmed } from '../ui/confirm.tsx';
import type { MenuEntry } from '../ui/Menu.tsx';
import { stage } from '../ways/stage.ts';
import { isMarked, isMuted, weigh, type Face } from './face.ts';

const hourMs = 3_600_000;
/** Quiet until one says otherwise. */
const foreverMs = 100 * 365 * 24 * hourMs;
const levels = ['all', 'mentions', 'none'] as const;

export interface PreferenceChange {
  muted_until?: string;
  level?: string;
  pinned?: boolean;
  hidden?: boolean;
  background?: string;
  folders?: string[];
  marked_unread?: boolean;
}

/** Changes what one has set for a conversation. */
export function setPreferences(conversation: string, change: PreferenceChange): Promise<unknown> {
  return ask('update_preferences', { conversation_id: conversation, ...change });
}

export const quietFor = (ms: number) => ({ muted_until: new Date(Date.now() + ms).toISOString() });
export const muted = (quiet: boolean) => quietFor(quiet ? foreverMs : -1000);
export const quietTimes = { hour: hourMs, evening: 8 * hourMs, week: 7 * 24 * hourMs, ever: foreverMs } as const;

export function markRead(conversation: Kept): void {
  void teahouse.markRead(conversation.id, conversation.last_message?.seq ?? conversation.last_seq);
  unmark(conversation);
}

/** One has come back to what one had marked. */
export function unmark(conversation: Kept): void {
  // What fails here stays marked, and goes when it is opened again.
  if (isMarked(conversation)) setPreferences(conversation.id, { marked_unread: false }).catch(() => undefined);
}

/** Asks, and leaves a group or channel. */
export function useLeave(): (conversation: Kept, name: string) => Promise<boolean> {
  const { t } = useWords();
  const act = useAct();
  const { account } = useWorld();
  return async (conversation, name) => {
    const sure = await confirmed({ title: t('group.leave_title', { name }), text: t('group.leave_text'), action: t('group.leave') });
    if (!sure) return false;
    const left = await act(ask('remove_member', { conversation_id: conversation.id, user_id: account.user.id }));
    if (left && location.pathname.endsWith(`/c/${conversation.id}`)) go('/');
    return left;
  };
}

/** What one can do with a conversation without opening it. */
export function useConversationMenu(): (conversation: Kept, face: Face) => MenuEntry[] {
  const { t } = useWords();
  const act = useAct();
  const { account } = useWorld();
  const leave = useLeave();
  const set = (conversation: Kept, change: PreferenceChange) => void act(setPreferences(conversation.id, change));
  const hide = (conversation: Kept) => {
    set(conversation, { hidden: true });
    if (location.pathname.endsWith(`/c/${conversation.id}`)) go('/');
  };
  return (conversation, face) => {
    const { preferences, kind } = conversation;
    const { loud, quiet } = weigh(conversation, account.user.id);
    const pinned = preferences?.pinned ?? false;
    const level = preferences?.level ?? 'all';
    const quietNow = isMuted(conversation);
    return [
      loud + quiet > 0 || isMarked(conversation)
        ? { label: t('list.mark_read'), icon: CheckCheck, act: () => markRead(conversation) }
        : { label: t('list.mark_unread'), icon: CircleDot, act: () => set(conversation, { marked_unread: true }) },
      { label: t(pinned ? 'list.unpin' : 'list.pin'), icon: pinned ? PinOff : Pin, act: () => set(conversation, { pinned: !pinned }) },
      quietNow
        ? { label: t('list.unmute'), icon: Bell, act: () => set(conversation, muted(false)) }
        : {
          label: t('list.mute'), icon: BellOff,
          items: (Object.keys(quietTimes) as (keyof typeof quietTimes)[])
            .map((time) => ({ label: t(`list.mute_${time}`), act: () => set(conversation, quietFor(quietTimes[time])) })),
        },
      {
        label: t('list.level'), icon: AtSign,
        items: levels.map((one) => ({ label: t(`list.level_${one}`), checked: one === level, act: () => set(conversation, { level: one }) })),
      },
      { label: t('folder.menu'), icon: Folder, act: () => stage.set({ folders: conversation }) },
      preferences?.hidden
        ? { label: t('list.unhide'), icon: ArchiveRestore, act: () => set(conversation, { hidden: false }) }
        : { label: t('list.hide'), icon: Archive, act: () => hide(conversation) },
      kind !== 'direct' && 'line',
      kind !== 'direct' && { label: t('group.leave'), icon: LogOut, danger: true, act: () => void leave(conversation, face.name) },
    ];
  };
}
