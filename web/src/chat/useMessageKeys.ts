import { useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import type { Message } from '@teahouse/client';
import { fromStart } from '../ui/side.ts';
import { shortcutOf, type Shortcut } from '../ways/shortcuts.ts';
import { isMendable, type ChatRoom } from './context.ts';
import type { List } from './MessageList.tsx';
import type { Row } from './rows.ts';

/** How long a finger rests until it asks for the menu. */
const restMs = 450;

/** What asks for the menu of a message: a right click, a long press, the menu key, Enter; arrows walk, letters act at once. */
export function useMessageKeys(list: List, rows: Row[], room: ChatRoom) {
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const itemOf = (target: EventTarget) => (target as Element).closest<HTMLElement>('[data-index]');
  const messageOf = (item: HTMLElement | null): Message | undefined => {
    const row = item ? rows[Number(item.dataset['index'])] : undefined;
    return row?.is === 'message' ? row.message : undefined;
  };
  const open = (item: HTMLElement | null, x: number, y: number, react = false) => {
    const message = messageOf(item);
    if (!item || !message) return false;
    const box = item.getBoundingClientRect();
    room.openMenu({ x: x || fromStart(box, 60), y: y || Math.min(box.bottom, innerHeight) - 8, element: item, message, ...(react && { react }) });
    return true;
  };
  const walk = (from: HTMLElement | null, step: number) => {
    let at = from ? Number(from.dataset['index']) + step : rows.length - 1;
    while (rows[at] && rows[at]!.is !== 'message') at += step || -1;
    if (!rows[at]) return;
    list.scrollToIndex(at);
    // By its key: lines may come and go until it is drawn.
    const mark = `[data-key="${CSS.escape(rows[at]!.key)}"]`;
    const focus = (tries: number) => {
      const next = list.scrollElement?.querySelector<HTMLElement>(mark);
      if (next) next.focus({ preventScroll: true });
      else if (tries) requestAnimationFrame(() => focus(tries - 1));
    };
    focus(5);
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const item = itemOf(event.target);
    const onList = event.target === event.currentTarget;
    const name = shortcutOf(event, 'message');
    if ((!onList && event.target !== item) || !name) return;
    const message = onList ? undefined : messageOf(item);
    const actions: Partial<Record<Shortcut, (() => void) | undefined | false>> = {
      up: () => walk(onList ? null : item, -1),
      down: !onList && (() => walk(item, 1)),
      menu: message && (() => open(item, 0, 0)),
      reply: message && (() => room.reply(message)),
      thread: message && room.group && (() => room.openThread(message.seq)),
      edit: message?.sender_id === room.me && isMendable(message.content) && (() => room.edit(message)),
      forward: message && (() => room.forward([message])),
      react: message && (() => open(item, 0, 0, true)),
    };
    const act = actions[name];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const pointer = {
    onContextMenu: (event: MouseEvent) => {
      // A link and a marked text have a menu of the browser's own.
      if ((event.target as Element).closest('a') || (getSelection()?.toString() && event.button === 2)) return;
      clearTimeout(resting.current);
      if (open(itemOf(event.target), event.clientX, event.clientY)) event.preventDefault();
    },
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return;
      const { clientX, clientY, target } = event;
      resting.current = setTimeout(() => open(itemOf(target), clientX, clientY), restMs);
    },
    onPointerUp: () => clearTimeout(resting.current),
    onPointerCancel: () => clearTimeout(resting.current),
    onPointerMove: (event: PointerEvent) => {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) clearTimeout(resting.current);
    },
  };
  return { press, pointer };
}
