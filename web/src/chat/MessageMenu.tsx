import { Menu as Base } from '@base-ui/react/menu';
import { isAdmin, isMember, isWide, writtenIn, type Message } from '@teahouse/client';
import { CheckCheck, Copy, Download, EyeOff, Forward, History, Link2Off, ListChecks, MessagesSquare, Pencil, Pin, PinOff, Reply, Star, StarOff, Undo2, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { teahouse, useQuery } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { saveAll } from '../media/save.ts';
import { itemsIn } from '../media/source.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { isMendable, useRoom, type ChatRoom, type MenuPlace } from './context.ts';
import { hideFromMe } from './hide.ts';
import { decode } from './mentions.ts';
import { useReact } from './Reactions.tsx';
import { isStarred, starsKey, toggleStar, type Stars } from './stars.ts';

const EmojiPicker = lazy(async () => ({ default: (await import('./EmojiPicker.tsx')).EmojiPicker }));

export const quick = ['👍', '❤️', '😂', '😮', '😢', '🍵'];

interface MessageMenuProps {
  at: MenuPlace;
  onSelect(message: Message): void;
  onInfo(message: Message): void;
  onHistory(message: Message): void;
  onClose(): void;
}

/** Everything one can do with a message. */
export default function MessageMenu({ at, onSelect, onInfo, onHistory, onClose }: MessageMenuProps) {
  const { t } = useWords();
  const react = useReact();
  const [picking, setPicking] = useState(at.react === true);
  const items = useItems(at.message, onSelect, onInfo, onHistory);
  const anchor = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }), [at]);
  const member = isMember(useRoom().conversation);
  if (picking) {
    const choose = (emoji: string) => {
      react(at.message, emoji);
      onClose();
    };
    return (
      <Dialog open title={t('menu.react')} onOpenChange={(open) => open || onClose()}>
        <div className="mb-2 flex justify-between">
          {quick.map((emoji) => <button key={emoji} type="button" className="hover:bg-hover size-11 rounded-full text-2xl" onClick={() => choose(emoji)}>{emoji}</button>)}
        </div>
        <div className="flex h-80 flex-col"><Suspense><EmojiPicker onEmoji={choose} /></Suspense></div>
      </Dialog>
    );
  }

  const line = 'flex min-h-10 w-full items-center gap-3 rounded-xl px-3 py-1.5 text-start outline-none select-none data-highlighted:bg-hover';
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal container={document.querySelector('main')}>
        <Base.Positioner anchor={anchor} align="start" side="bottom" sideOffset={2} className="z-50 outline-none">
          <Base.Popup
            finalFocus={() => at.element}
            className="bg-surface border-line shadow-card max-h-(--available-height) min-w-60 overflow-y-auto rounded-2xl border p-1.5 outline-none"
          >
            {member && at.message.content.type !== 'deleted' && (
              <div className="border-line mb-1 flex border-b pb-1">
                {quick.map((emoji) => (
                  <Base.Item
                    key={emoji} aria-label={t('menu.react_with', { emoji })} onClick={() => react(at.message, emoji)}
                    className="data-highlighted:bg-hover inline-flex size-10 items-center justify-center rounded-full text-xl outline-none"
                  >
                    <span aria-hidden>{emoji}</span>
                  </Base.Item>
                ))}
                <Base.Item
                  aria-label={t('menu.react')} closeOnClick={false} onClick={() => setPicking(true)}
                  className="data-highlighted:bg-hover text-soft inline-flex size-10 items-center justify-center rounded-full text-xl outline-none"
                >
                  <span aria-hidden>＋</span>
                </Base.Item>
              </div>
            )}
            {items.map(({ label, icon: Icon, danger, act }) => (
              <Base.Item key={label} className={`${line} ${danger ? 'text-berry' : ''}`} onClick={act}>
                <Icon size={18} aria-hidden className={danger ? '' : 'text-soft'} />{label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface Item {
  label: string;
  icon: LucideIcon;
  danger?: boolean;
  act(): void;
}

type Chooses = (message: Message) => void;

function useItems(message: Message, onSelect: Chooses, onInfo: Chooses, onHistory: Chooses): Item[] {
  const { t, why } = useWords();
  const room = useRoom();
  const stars = useQuery('stars', async () => (await teahouse.store.kept<Stars>(starsKey)) ?? []) ?? [];
  const { conversation_id, seq, content } = message;
  const place = { conversation_id, seq };
  const ask = (work: Promise<unknown>, word?: string) => {
    work.then(() => word && toast(word), (error: unknown) => toast(why(error), 'bad'));
  };
  const hide: Item = {
    label: t('menu.hide'), icon: EyeOff, danger: true,
    act: () => ask(hideFromMe(message)),
  };
  if (content.type === 'deleted') return [hide];
  const starred = isStarred(stars, place);
  const may = rightsOf(message, room);
  const items: (Item | false)[] = [
    may.write && { label: t('menu.reply'), icon: Reply, act: () => room.reply(message) },
    may.thread && { label: t('menu.thread'), icon: MessagesSquare, act: () => room.openThread(seq) },
    may.edit && { label: t('menu.edit'), icon: Pencil, act: () => room.edit(message) },
    writtenIn(content) !== '' && { label: t('menu.copy'), icon: Copy, act: () => ask(copy(writtenIn(content), room), t('menu.copied')) },
    itemsIn(content).length > 0 && { label: t('menu.save'), icon: Download, act: () => ask(saveAll(message)) },
    may.unlink && { label: t('link.remove_preview'), icon: Link2Off, act: () => ask(teahouse.call('remove_preview', place)) },
    { label: t('menu.forward'), icon: Forward, act: () => room.forward([message]) },
    { label: t('menu.select'), icon: ListChecks, act: () => onSelect(message) },
    { label: t(starred ? 'menu.unstar' : 'menu.star'), icon: starred ? StarOff : Star, act: () => ask(toggleStar(place, starred), t(starred ? 'menu.unstarred' : 'menu.starred')) },
    may.pin && { label: t(message.pinned ? 'menu.unpin' : 'menu.pin'), icon: message.pinned ? PinOff : Pin, act: () => ask(teahouse.call(message.pinned ? 'unpin' : 'pin', place)) },
    may.history && { label: t('menu.history'), icon: History, act: () => onHistory(message) },
    may.info && { label: t('menu.info'), icon: CheckCheck, act: () => onInfo(message) },
    hide,
    may.recall && { label: t(message.sender_id === room.me ? 'menu.recall' : 'menu.remove'), icon: Undo2, danger: true, act: () => ask(teahouse.call('recall_message', place)) },
  ];
  return items.filter((item) => item !== false);
}

/** What is offered; the server has the last word. */
function rightsOf(message: Message, { conversation, me, group, thread }: ChatRoom) {
  const write = isMember(conversation) && !conversation.info?.archived;
  const own = message.sender_id === me;
  const admin = isAdmin(conversation, me);
  return {
    write,
    thread: write && group && thread === undefined && message.thread === undefined,
    edit: write && own && isMendable(message.content),
    unlink: write && message.preview !== undefined && (own || admin),
    pin: write && (!group || admin || conversation.info?.posting !== 'admins'),
    info: own && !isWide(conversation),
    history: message.edited_at !== undefined && (own || admin),
    recall: write && (own || admin),
  };
}

function copy(text: string, { nameOf, telling: { t } }: ChatRoom): Promise<void> {
  const said = decode(text, (mark) => (mark.startsWith('@') ? nameOf(mark.slice(1)) : t(mark === '!all' ? 'mention.all' : 'mention.here')), new Map());
  return navigator.clipboard.writeText(said);
}
