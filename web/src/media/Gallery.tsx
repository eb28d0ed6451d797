import type { Kept, Message } from '@teahouse/client';
import { Link2, Play } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { teahouse, useLive } from '../app/teahouse.ts';
import { useRoom } from '../chat/context.ts';
import { piecesOf } from '../chat/links.ts';
import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { entriesOf } from './ConversationViewer.tsx';
import { FileCard } from './FileCard.tsx';
import { keysOf, type Entry } from './look.ts';
import { Picture } from './Picture.tsx';
import { lengthClass } from './Pictures.tsx';
import { AudioFile, Voice } from './Sound.tsx';
import { itemsIn } from './source.ts';
import Viewer from './Viewer.tsx';
import { clockWords } from './words.ts';

const kinds = ['visual', 'file', 'sound', 'link'] as const;
type Kind = (typeof kinds)[number];

interface GalleryProps {
  conversation: Kept;
  onClose(): void;
}

/** Everything that was sent in a conversation beside words. */
export default function Gallery({ conversation, onClose }: GalleryProps) {
  const { t } = useWords();
  const [kind, setKind] = useState<Kind>('visual');
  const go = useGo(onClose);
  const tabs = kinds.map((id) => ({
    id, label: t(`gallery.${id}`), content: kind === id && <Listed key={id} conversation={conversation.id} kind={id} onGo={go} onClose={onClose} />,
  }));
  return (
    <Dialog side open title={t('gallery.title')} onOpenChange={(open) => open || onClose()}>
      <Tabs label={t('gallery.title')} value={kind} onChange={(next) => setKind(next as Kind)} tabs={tabs} />
    </Dialog>
  );
}

/** To the message in its conversation, or in its thread. */
function useGo(onClose: () => void): (message: Message) => void {
  const { jump, openThread } = useRoom();
  return (message) => {
    onClose();
    if (message.thread !== undefined && !message.in_channel) openThread(message.thread);
    else jump(message.seq);
  };
}

const pageSize = 50;

interface ListedProps extends Pick<ListProps, 'onGo'> {
  conversation: string;
  kind: Kind;
  onClose(): void;
}

/** The messages of a kind, newest first, page by page as one comes to their end. */
function Listed({ conversation, kind, onGo, onClose }: ListedProps) {
  const { t, why } = useWords();
  const { link } = useLive();
  const [messages, setMessages] = useState<Message[]>();
  const [next, setNext] = useState<number>();
  const [trouble, setTrouble] = useState('');
  const load = useCallback(async (before_seq?: number) => {
    try {
      const page = await teahouse.call('list_media', { conversation_id: conversation, kind, before_seq, limit: pageSize });
      setMessages((before) => (before_seq && before ? [...before, ...page.messages] : page.messages));
      setNext(page.next_before_seq);
      setTrouble('');
    } catch (error) {
      setTrouble(why(error));
    }
  }, [conversation, kind, why]);
  const loading = useRef(load);
  useLayoutEffect(() => void (loading.current = load));
  useEffect(() => void loading.current(), [link]);
  const end = useEnd(next, load);
  if (!messages) return trouble ? <p role="alert" className="text-soft py-8 text-center">{trouble}</p> : <div className="h-40" />;
  if (!messages.length) return <p className="text-soft py-8 text-center">{t(`gallery.no_${kind}`)}</p>;
  return (
    <>
      {kind === 'visual' ? <Visuals messages={messages} onGo={onGo} onClose={onClose} /> : <Lines messages={messages} onGo={onGo} view={views[kind]} />}
      {next !== undefined && <div ref={end} className="h-16" />}
    </>
  );
}

function useEnd(next: number | undefined, load: (before: number) => Promise<void>) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (next === undefined) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void load(next), { rootMargin: '600px' });
    observer.observe(mark.current!);
    return () => observer.disconnect();
  }, [next, load]);
  return mark;
}

/** Under a heading for each month. */
function byMonth<T>(all: readonly T[], at: (one: T) => number): [Date, T[]][] {
  const months = new Map<string, [Date, T[]]>();
  for (const one of all) {
    const date = new Date(at(one));
    const key = `${date.getFullYear()}-${date.getMonth()}`;
    const month = months.get(key) ?? [date, []];
    month[1].push(one);
    months.set(key, month);
  }

  return [...months.values()];
}

function Month({ date }: { date: Date }) {
  const { language } = useWords();
  const words = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long' }).format(date);
  return <h3 className="text-soft bg-surface sticky -top-1 z-1 py-1.5 text-fine font-semibold first-letter:uppercase">{words}</h3>;
}

interface ListProps {
  messages: Message[];
  onGo(message: Message): void;
}

function Visuals({ messages, onGo, onClose }: ListProps & { onClose(): void }) {
  const { t } = useWords();
  const { nameOf, forward } = useRoom();
  const [open, setOpen] = useState<string>();
  const entries = useMemo(() => messages.flatMap((message) => entriesOf(message).toReversed()), [messages]);
  return (
    <>
      {byMonth(entries, (entry) => entry.at).map(([date, some]) => (
        <section key={date.getTime()} className="mb-3">
          <Month date={date} />
          <ul className="grid grid-cols-3 gap-1">
            {some.map((entry) => {
              const { item } = entry.source;
              const what = item.alt ?? t(item.kind === 'video' ? 'media.video' : 'media.photo');
              return (
                <li key={entry.key} className="relative">
                  <button
                    type="button" onClick={() => setOpen(entry.key)} aria-label={t('gallery.open', { what, name: nameOf(entry.sender) })}
                    className="bg-code relative block aspect-square w-full overflow-hidden rounded-md"
                  >
                    <Picture source={entry.source} pixels={150} alt="" />
                  </button>
                  {item.kind === 'video' && (
                    <span className={`${lengthClass} start-1.5 bottom-1.5`}>
                      <Play size={11} fill="currentColor" aria-hidden />{clockWords(item.duration_ms ?? 0)}
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
        </section>
      ))}
      {open && (
        <Viewer
          entries={entries.toReversed()} start={open} nameOf={nameOf} onClose={() => setOpen(undefined)} onGo={onGo}
          onForward={(message) => (onClose(), forward([message]))}
        />
      )}
    </>
  );
}

/** One message each, with who wrote it and when. */
function Lines({ messages, onGo, view }: ListProps & { view(message: Message): ReactNode }) {
  const { t, moment } = useWords();
  const { nameOf } = useRoom();
  return byMonth(messages, (message) => Date.parse(message.sent_at)).map(([date, some]) => (
    <section key={date.getTime()} className="mb-3">
      <Month date={date} />
      <ul className="divide-line divide-y">
        {some.map((message) => (
          <li key={message.id} className="grid grid-cols-[minmax(0,1fr)] gap-1 py-2.5 [&>div]:w-full">
            {view(message)}
            <button
              type="button" title={t('gallery.go', { name: nameOf(message.sender_id) })} onClick={() => onGo(message)}
              className="text-soft hover:text-ink justify-self-start rounded text-fine underline-offset-2 hover:underline"
            >
              <bdi>{nameOf(message.sender_id)}</bdi>{` · ${moment(Date.parse(message.sent_at))}`}
            </button>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function othersOf(message: Message, ...kinds: string[]): Entry[] {
  const items = itemsIn(message.content);
  const keys = keysOf(message, items);
  return items.flatMap((item, index) => (kinds.includes(item.kind) ? [{
    key: keys[index]!, source: { item, place: message, upload: undefined }, message, sender: message.sender_id, at: Date.parse(message.sent_at),
  }] : []));
}

const filesOf = (message: Message) => othersOf(message, 'file').map((entry) => <FileCard key={entry.key} source={entry.source} />);

const soundsOf = (message: Message) => othersOf(message, 'voice', 'audio').map((entry) =>
  entry.source.item.kind === 'voice' ? <Voice key={entry.key} entry={entry} /> : <AudioFile key={entry.key} entry={entry} tools={null} />);

function linksOf({ content, preview }: Message): ReactNode {
  const text = content.type === 'text' || content.type === 'media' ? (content.text ?? '') : '';
  const found = [...new Set(piecesOf(text).flatMap((piece) => piece.href ?? []))];
  return found.map((href) => {
    const told = preview?.url === href ? preview : undefined;
    return (
      <a key={href} href={href} target="_blank" rel="noopener noreferrer nofollow" className="hover:bg-hover flex items-center gap-3 rounded-xl">
        <span aria-hidden className="bg-chosen text-leaf inline-flex size-11 shrink-0 items-center justify-center rounded-xl"><Link2 size={20} /></span>
        <span className="min-w-0 flex-1">
          <bdi className="line-clamp-2 leading-snug font-medium wrap-anywhere">{told?.title ?? new URL(href).host}</bdi>
          <bdi className="text-link block truncate text-fine">{href}</bdi>
        </span>
      </a>
    );
  });
}

const views = { file: filesOf, sound: soundsOf, link: linksOf };
