import { isLine, isMember, isWide, unread, type Kept, type Message, type Thread } from '@teahouse/client';
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { teahouse, useQuery, useWorld } from '../app/teahouse.ts';
import { backgroundClass } from '../groups/backgrounds.ts';
import { useFace } from '../home/face.ts';
import { useWords } from '../i18n/index.tsx';
import { LookContext, type Entry, type Look } from '../media/look.ts';
import { useAnyPlaying } from '../media/player.ts';
import { visited } from '../ways/recent.ts';
import { Composer } from './Composer.tsx';
import { RoomContext, isMendable, type ChatRoom, type MenuPlace, type Subject } from './context.ts';
import { Header } from './Header.tsx';
import { useHere } from './here.ts';
import { MessageList, type Target } from './MessageList.tsx';
import { PinBar } from './PinBar.tsx';
import { previewOf, useTelling } from './preview.ts';
import { rowsOf } from './rows.ts';
import { follow } from './sharing.ts';
import { useSpan } from './useSpan.ts';

const MessageMenu = lazy(() => import('./MessageMenu.tsx'));
const ReadBy = lazy(() => import('./ReadBy.tsx'));
const EditHistory = lazy(() => import('./EditHistory.tsx'));
const ForwardDialog = lazy(() => import('./ForwardDialog.tsx'));
const ThreadPanel = lazy(() => import('./ThreadPanel.tsx'));
const ConversationViewer = lazy(() => import('../media/ConversationViewer.tsx'));
const Gallery = lazy(() => import('../media/Gallery.tsx'));
const NowPlaying = lazy(() => import('../media/NowPlaying.tsx'));
const GroupPanel = lazy(() => import('../groups/GroupPanel.tsx'));
const FindBar = lazy(() => import('./FindBar.tsx'));
const DateDialog = lazy(() => import('./DateDialog.tsx'));
const SelectionBar = lazy(() => import('./SelectionBar.tsx'));

export function Chat({ id }: { id: string }) {
  const { t } = useWords();
  const { synced } = useWorld();
  const conversation = useQuery(`chat/${id}`, async () => (await teahouse.store.conversations.get(id)) ?? null);
  if (conversation?.known) return <OpenChat conversation={conversation} />;
  return <p className="text-soft bg-hall grid h-full place-items-center p-8">{synced && conversation === null && t('chat.gone')}</p>;
}

/** What stands in front of the chat or beside it. */
interface Asides {
  menu?: MenuPlace | undefined;
  info?: Message | undefined;
  history?: Message | undefined;
  forwarding?: Message[] | undefined;
  thread?: number | undefined;
  selected?: ReadonlyMap<number, Message> | undefined;
  looking?: { entries: Entry[]; at: number } | undefined;
  gallery?: boolean;
  finding?: boolean;
  dating?: boolean;
  inviting?: boolean;
}

const none: Thread[] = [];

function OpenChat({ conversation }: { conversation: Kept }) {
  const { t } = useWords();
  const { id } = conversation;
  const me = useWorld().account.user.id;
  const telling = useTelling();
  const face = useFace(conversation);
  const span = useSpan(conversation, me);
  const outgoing = useQuery(id, () => teahouse.store.outgoing(id));
  const [newAfter, forgetNew] = useNewAfter(conversation, me);
  const [sent, setSent] = useState(0);
  const [subject, setSubject] = useState<Subject>();
  const [target, setTarget] = useState<Target>();
  const [asides, setAsides] = useState<Asides>(() => ({ thread: threadOf(location.search) }));
  const show = useCallback((part: Asides) => setAsides((all) => ({ ...all, ...part })), []);
  const { messages, low, high, around } = span;
  const threads = useThreads(id, low, high);
  const { held, hidden, hidden_until, visible_from } = conversation;
  const rows = useMemo(
    () => (messages && outgoing ? rowsOf({
      messages, outgoing, held, hidden: { hidden, hidden_until }, start: Math.max(visible_from, hidden_until + 1), low, high, me, newAfter,
    }) : []),
    [messages, outgoing, held, hidden, hidden_until, visible_from, low, high, me, newAfter],
  );
  const jump = useCallback((seq: number) => {
    around(seq);
    setTarget((before) => ({ seq, times: (before?.times ?? 0) + 1 }));
  }, [around]);
  useAsked(jump);
  useEffect(() => void follow(), []);
  const room = useMemo((): ChatRoom => ({
    conversation, name: face.name, me, telling, group: conversation.kind !== 'direct', thread: undefined,
    nameOf: (person) => telling.names.name(person, conversation),
    jump,
    reply: (message) => setSubject({ is: 'reply', message }),
    edit: (message) => setSubject({ is: 'edit', message }),
    openThread: (seq) => show({ thread: seq }),
    forward: (some) => show({ forwarding: some }),
    openMenu: (menu) => show({ menu }),
    openGallery: () => show({ gallery: true }),
    find: () => show({ finding: true }),
    pickDate: () => show({ dating: true }),
    invite: () => show({ inviting: true }),
  }), [conversation, face.name, me, telling, jump, show]);
  useHere(room);
  useEffect(() => visited(id), [id]);
  const look: Look = useCallback((entries, at) => show({ looking: { entries, at } }), [show]);
  const away = () => show({ looking: undefined });
  const listening = useAnyPlaying() !== undefined;
  const onSent = () => {
    forgetNew();
    setSent((count) => count + 1);
  };
  const lastOwn = () => messages?.findLast((one) => one.sender_id === me && isMendable(one.content) && isLine(one));
  const toggle = (message: Message) => {
    const selected = new Map(asides.selected);
    if (!selected.delete(message.seq)) selected.set(message.seq, message);
    show({ selected });
  };
  return (
    <RoomContext value={room}>
      <LookContext value={look}>
        <div className="flex h-full min-w-0">
          <section className={`relative ${backgroundClass(conversation.preferences?.background)} h-full min-w-0 flex-1 flex-col ${asides.thread === undefined ? 'flex' : 'hidden lg:flex'}`}>
            <h2 className="sr-only">{t('chat.messages', { name: face.name })}</h2>
            <Header conversation={conversation} face={face} />
            {asides.finding && <Suspense><FindBar onClose={() => show({ finding: false })} /></Suspense>}
            <PinBar />
            {listening && <Suspense><NowPlaying /></Suspense>}
            <MessageList
              conversation={conversation} me={me} face={face} rows={rows} threads={threads} span={span} target={target} sent={sent}
              selected={asides.selected && new Set(asides.selected.keys())} onToggle={toggle}
            />
            {asides.selected
              ? <Suspense><SelectionBar messages={[...asides.selected.values()]} onDone={() => show({ selected: undefined })} /></Suspense>
              : <Composer conversation={conversation} subject={subject} onSubject={setSubject} onSent={onSent} lastOwn={lastOwn} />}
            <Announcer conversation={conversation} me={me} />
          </section>
          {asides.thread !== undefined && (
            <Suspense fallback={<div className="bg-hall w-full lg:w-[26rem]" />}>
              <ThreadPanel key={asides.thread} root={asides.thread} room={room} onClose={() => show({ thread: undefined })} />
            </Suspense>
          )}
        </div>
      </LookContext>
      <Suspense>
        {asides.looking && (
          <ConversationViewer
            conversation={conversation} {...asides.looking} nameOf={room.nameOf} onClose={away} onForward={(message) => (away(), room.forward([message]))}
            onGo={(message) => (away(), message.thread !== undefined && !message.in_channel ? room.openThread(message.thread) : jump(message.seq))}
          />
        )}
        {asides.dating && <DateDialog onClose={() => show({ dating: false })} />}
        {asides.inviting && <GroupPanel first="invites" conversation={conversation} onClose={() => show({ inviting: false })} />}
        {asides.gallery && <Gallery conversation={conversation} onClose={() => show({ gallery: false })} />}
        {asides.menu && (
          <MessageMenu
            at={asides.menu} onClose={() => show({ menu: undefined })} onInfo={(info) => show({ info })} onHistory={(history) => show({ history })}
            onSelect={(message) => show({ selected: new Map([[message.seq, message]]) })}
          />
        )}
        {asides.info && <ReadBy message={asides.info} onClose={() => show({ info: undefined })} />}
        {asides.history && <EditHistory message={asides.history} onClose={() => show({ history: undefined })} />}
        {asides.forwarding && (
          <ForwardDialog
            from={conversation} title={t('forward.title_from', { name: face.name })} messages={asides.forwarding} onClose={() => show({ forwarding: undefined })}
            onDone={() => show({ forwarding: undefined, selected: undefined })}
          />
        )}
      </Suspense>
    </RoomContext>
  );
}

function threadOf(search: string): number | undefined {
  const seq = Number(new URLSearchParams(search).get('thread') ?? NaN);
  return Number.isSafeInteger(seq) ? seq : undefined;
}

/** A link to a message leads to it. */
function useAsked(jump: (seq: number) => void): void {
  const latest = useRef(jump);
  useLayoutEffect(() => void (latest.current = jump));
  useEffect(() => {
    const go = () => {
      const seq = Number(/^#m(\d+)$/.exec(location.hash)?.[1] ?? NaN);
      if (!Number.isSafeInteger(seq)) return;
      history.replaceState(history.state, '', location.pathname + location.search);
      latest.current(seq);
    };
    go();
    window.addEventListener('hashchange', go);
    return () => window.removeEventListener('hashchange', go);
  }, []);
}

function useThreads(id: string, low: number, high: number): ReadonlyMap<number, Thread> {
  const threads = useQuery(`threads/${id}/${low}-${high}`, () =>
    teahouse.store.threads.where('[conversation_id+seq]').between([id, low], [id, high], true, true).toArray()) ?? none;
  return useMemo(() => new Map(threads.map((thread) => [thread.seq, thread])), [threads]);
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
  return [newAfter, useCallback(() => setNewAfter(undefined), [])];
}

/** Tells screen readers what others say while the conversation is open; in a busy one it would never be silent. */
function Announcer({ conversation, me }: { conversation: Kept; me: string }) {
  const { t } = useWords();
  const telling = useTelling();
  const [start] = useState(conversation.last_seq);
  const last = conversation.last_message;
  const fresh = last && last.seq > start && last.sender_id !== me && isMember(conversation) && !isWide(conversation);
  const text = fresh ? previewOf(last, telling, conversation) : '';
  const said = fresh && last.content.type !== 'event' ? t('chat.announce', { name: telling.names.name(last.sender_id, conversation), text }) : text;
  return <p aria-live="polite" className="sr-only">{said}</p>;
}
