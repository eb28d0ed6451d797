import { otherOf, type Kept } from '@teahouse/client';
import { AtSign, BellOff, Pin } from 'lucide-react';
import { follow } from '../app/router.ts';
import { useLive, useWorld } from '../app/teahouse.ts';
import { StateMark, stateOf } from '../chat/StateMark.tsx';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from './Badge.tsx';
import { isMarked, isMuted, useFace, weigh, type Face } from './face.ts';
import { usePreview } from './preview.ts';
import type { usePointMenu } from './usePointMenu.tsx';

interface RowProps {
  conversation: Kept;
  href: string;
  open: boolean;
  onChosen?: (() => void) | undefined;
  /** What opens its menu. */
  menu(conversation: Kept, face: Face): ReturnType<ReturnType<typeof usePointMenu>['row']>;
}

export function ConversationRow({ conversation, href, open, onChosen, menu }: RowProps) {
  const { t, short } = useWords();
  const { account } = useWorld();
  const { online } = useLive();
  const face = useFace(conversation);
  const { loud, quiet, mentions } = weigh(conversation, account.user.id);
  const at = useLastAt(conversation);
  const here = conversation.kind === 'direct' && online.has(face.id);
  return (
    <li className="[contain-intrinsic-size:auto_70px] [content-visibility:auto]">
      <a
        data-row
        href={href}
        aria-current={open ? 'page' : undefined}
        onClick={(event) => (follow(event), onChosen?.())}
        {...menu(conversation, face)}
        className={`flex items-center gap-3 rounded-2xl px-3 py-2.5 compact:py-1 -outline-offset-2 transition-colors select-none [-webkit-touch-callout:none]
          ${open ? 'bg-chosen' : 'hover:bg-hover'}`}
      >
        <Avatar {...face} online={here} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-semibold"><bdi>{face.name}</bdi></span>
            {here && <span className="sr-only">{t('chat.online')}</span>}
            {at !== undefined && <time className="text-soft shrink-0 text-fine tabular-nums">{short(at)}</time>}
          </span>
          <span className="mt-0.5 compact:mt-0 flex min-h-6 items-center gap-2">
            <LastLine conversation={conversation} open={open} />
            {mentions > 0 && (
              <span className="bg-amber-wash text-amber inline-flex size-5.5 shrink-0 items-center justify-center rounded-full">
                <AtSign size={14} strokeWidth={2.6} aria-hidden />
                <span className="sr-only">{t('list.mentioned')}</span>
              </span>
            )}
            <Marks conversation={conversation} />
            <Badge count={loud} />
            <Badge count={loud ? 0 : quiet} quiet />
            {isMarked(conversation) && loud + quiet === 0 && <span className="bg-leaf size-3 shrink-0 rounded-full"><span className="sr-only">{t('list.marked')}</span></span>}
          </span>
        </span>
      </a>
    </li>
  );
}

function Marks({ conversation }: { conversation: Kept }) {
  const { t } = useWords();
  const mark = 'text-soft shrink-0';
  return (
    <>
      {isMuted(conversation) && <BellOff size={15} className={mark} role="img" aria-label={t('list.muted')} />}
      {conversation.preferences?.pinned && <Pin size={15} className={mark} role="img" aria-label={t('list.pinned')} />}
    </>
  );
}

function useLastAt(conversation: Kept): number | undefined {
  const { outbox } = useWorld();
  const waiting = outbox.findLast((outgoing) => outgoing.conversation_id === conversation.id);
  const at = waiting?.created_at ?? conversation.last_message?.sent_at;
  return at === undefined ? undefined : Date.parse(at);
}

/** Who is typing, else the draft, else what was said or written last. */
function LastLine({ conversation, open }: { conversation: Kept; open: boolean }) {
  const { t } = useWords();
  const { account, outbox, drafts } = useWorld();
  const preview = usePreview();
  const line = 'min-w-0 flex-1 truncate text-soft';
  const typing = useTyping(conversation);
  if (typing) return <span className="text-leaf min-w-0 flex-1 truncate">{typing}</span>;
  const draft = drafts.get(conversation.id);
  if (draft && !open) return <span className={line}><span className="text-berry">{t('list.draft')}</span> <bdi>{draft}</bdi></span>;
  const waiting = outbox.findLast((outgoing) => outgoing.conversation_id === conversation.id);
  const last = waiting ?? conversation.last_message;
  if (!last) return <span className={line}>{t('list.no_messages')}</span>;
  const text = preview(conversation, last);
  const mine = waiting || (conversation.last_message?.sender_id === account.user.id && last.content.type !== 'event');
  if (!mine || conversation.kind !== 'direct') return <span className={line}><bdi>{text}</bdi></span>;
  const state = waiting ? (waiting.failed ? 'failed' : 'pending') : stateOf(conversation.last_message!.seq, otherOf(conversation, account.user.id));
  return <span className={`flex items-center gap-1 ${line}`}><StateMark state={state} /><span className="truncate"><bdi>{text}</bdi></span></span>;
}

function useTyping(conversation: Kept): string | undefined {
  const { t } = useWords();
  const { typing } = useLive();
  const names = useNames();
  if (!typing.size) return undefined;
  const who = [...typing].filter((one) => one.startsWith(`${conversation.id}/`)).map((one) => one.slice(conversation.id.length + 1));
  if (!who[0]) return undefined;
  return conversation.kind === 'direct' ? t('chat.typing') : t('list.types', { name: names.name(who[0], conversation) });
}
