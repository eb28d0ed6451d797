import { type Message } from '@teahouse/client';
import { Bell, BellOff, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { teahouse, useLive, useQuery } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { toast } from '../ui/toast.tsx';
import { Composer } from './Composer.tsx';
import { RoomContext, isMendable, useRoom, type ChatRoom, type MenuPlace, type Subject } from './context.ts';
import { useMessage } from './Quote.tsx';
import { RowView } from './RowView.tsx';
import { rowsOf, type Row } from './rows.ts';

const MessageMenu = lazy(() => import('./MessageMenu.tsx'));
const EditHistory = lazy(() => import('./EditHistory.tsx'));
const ReadBy = lazy(() => import('./ReadBy.tsx'));

interface ThreadPanelProps {
  root: number;
  room: ChatRoom;
  onClose(): void;
}

const noThreads = new Map<number, never>();

/** The answers to one message, beside the conversation; on a phone in its place. */
export default function ThreadPanel({ root, room: outer, onClose }: ThreadPanelProps) {
  const { t } = useWords();
  const { conversation, me } = outer;
  const { id } = conversation;
  const first = useMessage(id, root);
  const answers = useQuery(`answers/${id}/${root}`, () => teahouse.store.answersIn(id, root));
  const outgoing = useQuery(`outgoing/${id}/${root}`, () => teahouse.store.outgoing(id));
  const thread = useQuery(`thread/${id}/${root}`, async () => (await teahouse.store.threads.get([id, root])) ?? null);
  const [subject, setSubject] = useState<Subject>();
  const [menu, setMenu] = useState<MenuPlace>();
  const [info, setInfo] = useState<Message>();
  const [history, setHistory] = useState<Message>();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const room = useMemo((): ChatRoom => ({
    ...outer, thread: root, reply: (message) => setSubject({ is: 'reply', message }), edit: (message) => setSubject({ is: 'edit', message }), openMenu: setMenu,
    jump: (seq) => panel.current?.querySelector(`[data-seq="${seq}"]`)?.scrollIntoView({ block: 'center' }),
  }), [outer, root]);
  useOpened(id, root, thread?.last_seq);
  useReading(id, root, answers, thread);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // What is open within the thread takes the key first.
      if (event.key !== 'Escape' || event.defaultPrevented || !panel.current?.contains(event.target as Node)) return;
      event.preventDefault();
      onClose();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [onClose]);
  const rows = useMemo((): Row[] => {
    const messages = [...(first ? [first] : []), ...(answers ?? [])];
    const { hidden, hidden_until } = conversation;
    return rowsOf({ messages, outgoing: outgoing ?? [], held: [[0, Infinity]], hidden: { hidden, hidden_until }, start: 1, low: 1, high: 0, me, thread: root, newAfter: undefined });
  }, [first, answers, outgoing, conversation, me, root]);
  return (
    <RoomContext value={room}>
      <section ref={panel} className="bg-hall relative lg:border-line flex h-full w-full min-w-0 flex-col lg:w-[26rem] lg:shrink-0 lg:border-s">
        <header className="bg-surface border-line flex min-h-15 items-center gap-1 border-b ps-4 pe-2">
          <h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 truncate font-bold outline-none">{t('thread.title')}</h2>
          <Follow conversation={id} root={root} following={thread?.following === true} />
          <IconButton label={t('thread.close')} onClick={onClose}><X size={20} /></IconButton>
        </header>
        <Answers rows={rows} face={{ id, name: '' }} root={root} count={thread?.count ?? 0} held={answers?.length ?? 0} first={answers?.[0]} />
        <Composer conversation={conversation} subject={subject} onSubject={setSubject} onSent={() => undefined} lastOwn={() => answers?.findLast((one) => one.sender_id === me && isMendable(one.content))} />
      </section>
      <Suspense>
        {menu && <MessageMenu at={menu} onClose={() => setMenu(undefined)} onInfo={setInfo} onHistory={setHistory} onSelect={(message) => outer.forward([message])} />}
        {history && <EditHistory message={history} onClose={() => setHistory(undefined)} />}
        {info && <ReadBy message={info} onClose={() => setInfo(undefined)} />}
      </Suspense>
    </RoomContext>
  );
}

interface AnswersProps {
  rows: Row[];
  face: { id: string; name: string };
  root: number;
  count: number;
  held: number;
  first: Message | undefined;
}

function Answers({ rows, face, root, count, held, first }: AnswersProps) {
  const { t } = useWords();
  const { conversation, openMenu } = useRoom();
  const scroller = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && stuck.current) box.scrollTop = box.scrollHeight;
  });
  const messageOf = (target: EventTarget) => {
    const seq = Number((target as Element).closest<HTMLElement>('[data-seq]')?.dataset['seq']);
    const row = rows.find((one) => one.is === 'message' && one.seq === seq);
    return row?.is === 'message' ? row.message : undefined;
  };
  const earlier = (first?.thread_n ?? 1) > 1;
  return (
    <div
      ref={scroller} role="region" aria-label={t('thread.title')} tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-3 py-2 -outline-offset-2"
      onScroll={({ currentTarget: box }) => void (stuck.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80)}
      onContextMenu={(event) => {
        const message = messageOf(event.target);
        if (!message || (event.target as Element).closest('a')) return;
        event.preventDefault();
        openMenu({ x: event.clientX, y: event.clientY, element: event.currentTarget, message });
      }}
    >
      {earlier && (
        <div className="py-2 text-center">
          <Button look="quiet" onClick={() => void teahouse.olderAnswers(conversation.id, root, first!.seq).catch(() => undefined)}>{t('thread.earlier')}</Button>
        </div>
      )}
      <div role="list">
        {rows.map((row) => {
          const seq = row.is === 'message' ? row.seq : undefined;
          return (
            <div key={row.key} role="listitem" data-seq={seq}>
              <RowView row={row} threads={noThreads} lit={undefined} face={face} />
              {seq === root && (
                <p className="text-soft flex items-center gap-3 py-2 text-fine">
                  {t('thread.replies', { count: Math.max(count, held) })}<span className="bg-line h-px flex-1" />
                </p>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Follow({ conversation, root, following }: { conversation: string; root: number; following: boolean }) {
  const { t, why } = useWords();
  const Icon = following ? Bell : BellOff;
  return (
    <IconButton
      label={t('thread.follow')} aria-pressed={following} className={following ? 'text-leaf' : ''}
      onClick={() => void teahouse.call('follow_thread', { conversation_id: conversation, seq: root, following: !following }).catch((error: unknown) => toast(why(error), 'bad'))}
    >
      <Icon size={19} />
    </IconButton>
  );
}

/** Fetches the thread when it is opened, and again when there is more of it than is here. */
function useOpened(conversation: string, root: number, last: number | undefined): void {
  const online = useLive().link === 'online';
  useEffect(() => {
    // What fails here is asked for again when the line is back; a message without answers has no thread yet.
    if (online) teahouse.openThread(conversation, root).catch(() => undefined);
  }, [conversation, root, online, last]);
}

/** What is here and looked at is read. */
function useReading(conversation: string, root: number, answers: Message[] | undefined, thread: { read_n: number; following?: boolean } | null | undefined): void {
  const newest = answers?.at(-1)?.thread_n ?? 0;
  const read = thread?.read_n ?? 0;
  useEffect(() => {
    if (!thread || newest <= read || document.visibilityState !== 'visible') return;
    // Told again with the next answer when it fails.
    teahouse.readThread(conversation, root, newest).catch(() => undefined);
  }, [conversation, root, newest, read, thread]);
}
