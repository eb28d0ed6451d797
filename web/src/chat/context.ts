import type { Content, Kept, Message, Outgoing } from '@teahouse/client';
import { createContext, use } from 'react';
import type { Telling } from './preview.ts';

/** The message that one is answering or mending. */
export type Subject = { is: 'reply' | 'edit'; message: Message };

/** What every part of an open chat knows and can do. It stays the same object as long as nothing of it changes. */
export interface ChatRoom {
  conversation: Kept;
  /** What it is called. */
  name: string;
  me: string;
  telling: Telling;
  /** In a group: names and pictures beside what others say. */
  group: boolean;
  /** The root of the thread that is shown, where this is a thread. */
  thread: number | undefined;
  nameOf(id: string): string;
  /** Goes to a message and lights it up for a moment. */
  jump(seq: number): void;
  reply(message: Message): void;
  edit(message: Message): void;
  openThread(seq: number): void;
  forward(messages: Message[]): void;
  openMenu(at: MenuPlace): void;
  /** Opens everything that was sent here beside words. */
  openGallery(): void;
  /** Searches within the conversation. */
  find(): void;
  /** Asks for a day to go to. */
  pickDate(): void;
  /** Shows the links that lead into the conversation. */
  invite(): void;
}

export interface MenuPlace {
  x: number;
  y: number;
  element: HTMLElement;
  message: Message;
  /** Only the emoji are asked for. */
  react?: boolean;
}

/** Words that their writer may mend: a text, or those to files. */
export const isMendable = ({ type }: Content): boolean => type === 'text' || type === 'media';

export type Carried = { message: Message | undefined; outgoing: Outgoing | undefined };

export const RoomContext = createContext<ChatRoom | undefined>(undefined);

export function useRoom(): ChatRoom {
  const room = use(RoomContext);
  if (!room) throw new Error('The room is used outside of its chat.');
  return room;
}
