import { otherOf, unread, type Kept } from '@teahouse/client';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { follow } from '../app/router.ts';
import { teahouse, useLive, useOther, useQuery, useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Composer } from './Composer.tsx';
import { MessageList } from './MessageList.tsx';
import { Person } from './Person.tsx';
import { rowsOf } from './rows.ts';
import { useSpan } from './useSpan.ts';

export function Chat({ id }: { id: string }) {
  const { t } = useWords();
  const { conversations, synced } = useWorld();
  const conversation = conversations.find((one) => one.id === id);
  if (!conversation) return <p className="text-soft bg-hall grid h-full place-items-center p-8">{synced && t('chat.gone')}</p>;
  return <OpenChat conversation={conversation} />;
}

function OpenChat({ conversation }: { conversation: Kept }) {
  const { t } = useWords();
  const { id } = conversation;
  const me = useWorld().account.user.id;
  const other = useOther(conversation);
  const span = useSpan(conversation, me);
  const outgoing = useQuery(id, () => teahouse.store.outgoing(id));
  const [newAfter, forgetNew] = useNewAfter(conversation, me);
  const [sent, setSent] = useState(0);
  const { messages, low, high } = span;
  const rows = useMemo(
    () => (messages && outgoing ? rowsOf({ messages, outgoing, low, high, me, newAfter }) : []),
    [messages, outgoing, low, high, me, newAfter],
  );
  const onSent = () => {
    forgetNew();
    setSent((count) => count + 1);
  };
  return (
    <section className="bg-hall flex h-full min-w-0 flex-col">
      <h2 className="sr-only">{t('chat.messages', { name: other.name })}</h2>
      <Header conversation={conversation} other={other} />
      <MessageList conversation={conversation} me={me} other={otherOf(conversation, me)} name={other.name} rows={rows} span={span} sent={sent} />
      <Composer conversation={id} onSent={onSent} />
      <Announcer conversation={conversation} me={me} name={other.name} />
    </section>
  );
}

function Header({ conversation, other }: { conversation: Kept; other: ReturnType<typeof useOther> }) {
  const { t } = useWords();
  const { online, typing, link } = useLive();
  const here = online.has(other.id);
  const types = typing.has(`${conversation.id}/${other.id}`);
  const presence = link === 'online' ? t(here ? 'chat.online' : 'chat.offline') : '\u00a0';
  return (
    <header className="bg-surface border-line flex items-center gap-1 border-b px-2 py-2 md:px-4">
      <a
        href="/" onClick={follow} aria-label={t('chat.back')} title={t('chat.back')}
        className="text-soft hover:bg-hover inline-flex size-11 items-center justify-center rounded-full md:hidden"
      >
        <ArrowLeft size={22} className="rtl:-scale-x-100" />
      </a>
      <Person user={other.user}>
        <Avatar id={other.id} name={other.name} size="small" online={here} />
        <span className="min-w-0 text-start">
          <span className="block truncate leading-tight font-bold"><bdi>{other.name}</bdi></span>
          <span role="status" className={`block truncate text-[13px] leading-tight ${types ? 'text-leaf font-medium' : 'text-soft'}`}>
            {types ? t('chat.typing') : presence}
          </span>
        </span>
      </Person>
    </header>
  );
}

/** The seq after which others' messages are new to who looks: what was unread on opening, then what came while away. */
function useNewAfter(conversation: Kept, me: string): [number | undefined, () => void] {
  const read = conversation.places[me]?.read_seq ?? 0;
  const [newAfter, setNewAfter] = useState(() => (unread(conversation, me) > 0 ? read : undefined));
  const latest = useRef(conversation.last_seq);
  useLayoutEffect(() => void (latest.current = conversation.last_seq));
  useEffect(() => {
    const leave = () => setNewAfter(latest.current);
    window.addEventListener('blur', leave);
    return () => window.removeEventListener('blur', leave);
  }, []);
  return [newAfter, () => setNewAfter(undefined)];
}

/** Says to a screen reader what comes in. */
function Announcer({ conversation, me, name }: { conversation: Kept; me: string; name: string }) {
  const { t } = useWords();
  const [start] = useState(conversation.last_seq);
  const last = conversation.last_message;
  const said = last && last.seq > start && last.sender_id !== me ? t('chat.announce', { name, text: last.content.type === 'text' ? last.content.text : '' }) : '';
  return <p aria-live="polite" className="sr-only">{said}</p>;
}
