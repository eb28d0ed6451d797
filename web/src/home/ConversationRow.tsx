import { otherOf, unread, type Kept } from '@teahouse/client';
import { follow } from '../app/router.ts';
import { useLive, useOther, useWorld } from '../app/teahouse.ts';
import { StateMark, stateOf } from '../chat/StateMark.tsx';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';

interface RowProps {
  conversation: Kept;
  open: boolean;
  onChosen?: () => void;
}

export function ConversationRow({ conversation, open, onChosen }: RowProps) {
  const { t, short } = useWords();
  const { account } = useWorld();
  const { online } = useLive();
  const other = useOther(conversation);
  const count = unread(conversation, account.user.id);
  const at = useLastAt(conversation);
  return (
    <li className="[contain-intrinsic-size:auto_70px] [content-visibility:auto]">
      <a
        data-row
        href={`/c/${conversation.id}`}
        aria-current={open ? 'page' : undefined}
        onClick={(event) => (follow(event), onChosen?.())}
        className={`flex items-center gap-3 rounded-2xl px-3 py-2.5 -outline-offset-2 transition-colors ${open ? 'bg-chosen' : 'hover:bg-hover'}`}
      >
        <Avatar id={other.id} name={other.name} online={online.has(other.id)} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-semibold"><bdi>{other.name}</bdi></span>
            {online.has(other.id) && <span className="sr-only">{t('chat.online')}</span>}
            {at !== undefined && <time className="text-soft shrink-0 text-[13px] tabular-nums">{short(at)}</time>}
          </span>
          <span className="mt-0.5 flex min-h-6 items-center gap-2">
            <LastLine conversation={conversation} open={open} />
            {count > 0 && (
              <span className="bg-leaf text-on-leaf min-w-5.5 shrink-0 rounded-full px-1.5 text-center text-[13px] leading-5.5 font-bold tabular-nums">
                <span aria-hidden>{count > 999 ? '999+' : count}</span>
                <span className="sr-only">{t('list.unread', { count })}</span>
              </span>
            )}
          </span>
        </span>
      </a>
    </li>
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
  const { typing } = useLive();
  const other = otherOf(conversation, account.user.id);
  const line = 'min-w-0 flex-1 truncate text-soft';
  if (other && typing.has(`${conversation.id}/${other.user_id}`)) return <span className="text-leaf min-w-0 flex-1 truncate">{t('chat.typing')}</span>;
  const draft = drafts.get(conversation.id);
  if (draft && !open) return <span className={line}><span className="text-berry">{t('list.draft')}</span> <bdi>{draft}</bdi></span>;
  const waiting = outbox.findLast((outgoing) => outgoing.conversation_id === conversation.id);
  const last = waiting ?? conversation.last_message;
  if (!last) return <span className={line}>{t('list.no_messages')}</span>;
  const text = (last.content.type === 'text' ? last.content.text : undefined) ?? t('list.unsupported');
  const mine = waiting || conversation.last_message?.sender_id === account.user.id;
  if (!mine) return <span className={line}><bdi>{text}</bdi></span>;
  const state = waiting ? (waiting.failed ? 'failed' : 'pending') : stateOf(conversation.last_message!.seq, other);
  return <span className={`flex items-center gap-1 ${line}`}><StateMark state={state} /><span className="truncate"><bdi>{text}</bdi></span></span>;
}
