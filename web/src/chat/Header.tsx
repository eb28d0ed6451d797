import { isWide, otherOf, type Kept } from '@teahouse/client';
import { ArrowLeft, AtSign, CalendarClock, CalendarDays, Images, MessagesSquare, MoreVertical, Search, Star } from 'lucide-react';
import { follow, go } from '../app/router.ts';
import { useLive, useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { PersonButton } from '../contacts/PersonButton.tsx';
import { GroupButton } from '../groups/GroupButton.tsx';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { useRoom } from './context.ts';

interface HeaderProps {
  conversation: Kept;
  face: { id: string; name: string; emoji?: string | undefined; square?: boolean };
}

const typersNamed = 2;

/** Whom one talks with, and whether they are there. */
export function Header({ conversation, face }: HeaderProps) {
  const { t } = useWords();
  const { online, link, seen } = useLive();
  const { account } = useWorld();
  const names = useNames();
  const { openGallery, find, pickDate } = useRoom();
  const direct = conversation.kind === 'direct';
  const here = direct && online.has(face.id);
  const typing = useTypers(conversation);
  const presence = usePresenceLine(here, seen.get(face.id), link === 'online');
  const line = typing || (direct ? presence : t('chat.members', { count: conversation.member_count }));
  const inside = (
    <>
      <Avatar {...face} size="small" online={here} />
      <span className="min-w-0 text-start">
        <span className="block truncate leading-tight font-bold"><bdi>{face.name}</bdi></span>
        <span role="status" className={`block truncate text-fine leading-tight ${typing ? 'text-leaf font-medium' : 'text-soft'}`}>{line}</span>
      </span>
    </>
  );
  const other = otherOf(conversation, account.user.id)?.user_id;
  return (
    <header className="bg-surface border-line flex items-center gap-1 border-b px-2 py-2 md:px-4">
      <a
        href="/" onClick={follow} aria-label={t('chat.back')} title={t('chat.back')}
        className="text-soft hover:bg-hover inline-flex size-11 items-center justify-center rounded-full md:hidden"
      >
        <ArrowLeft size={22} />
      </a>
      <div className="min-w-0 flex-1">
        {direct ? <PersonButton id={other ?? face.id} user={names.user(other ?? face.id)}>{inside}</PersonButton> : <GroupButton conversation={conversation}>{inside}</GroupButton>}
      </div>
      <Menu
        trigger={<IconButton label={t('chat.more')}><MoreVertical size={20} /></IconButton>}
        items={[
          { label: t('gallery.title'), icon: Images, act: openGallery },
          { label: t('find.title'), icon: Search, act: find },
          { label: t('date.title'), icon: CalendarDays, act: pickDate },
          'line',
          { label: t('starred.title'), icon: Star, act: () => go('/starred') },
          { label: t('mentions.title'), icon: AtSign, act: () => go('/mentions') },
          { label: t('threads.title'), icon: MessagesSquare, act: () => go('/threads') },
          { label: t('scheduled.title'), icon: CalendarClock, act: () => go('/scheduled') },
        ]}
      />
    </header>
  );
}

function usePresenceLine(here: boolean, seen: string | undefined, known: boolean): string {
  const { t, ago } = useWords();
  if (!known) return '\u00a0';
  if (here) return t('chat.online');
  return seen ? t('chat.seen', { time: ago(Date.parse(seen)) }) : t('chat.offline');
}

/** Who is typing: in a direct conversation the fact, in a group the names. */
function useTypers(conversation: Kept): string {
  const { t, list } = useWords();
  const { typing } = useLive();
  const names = useNames();
  const here = `${conversation.id}/`;
  const typers = [...typing].filter((one) => one.startsWith(here)).map((one) => one.slice(here.length));
  if (!typers.length || isWide(conversation)) return '';
  if (conversation.kind === 'direct') return t('chat.typing');
  if (typers.length > typersNamed) return t('chat.many_typing', { count: typers.length });
  return t('chat.names_typing', { count: typers.length, names: list(typers.map((id) => names.name(id, conversation))) });
}
