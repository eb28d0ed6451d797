import { isAdmin, isMember, roleOf } from '@teahouse/client';
import type { Act } from '../app/act.ts';
import { ask } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { muted, setPreferences } from '../home/conversationMenu.ts';
import type { Key } from '../i18n/index.tsx';
import { stage } from '../ways/stage.ts';
import type { ChatRoom } from './context.ts';

/** What a command can do with the box that it was written in. */
export interface Desk {
  room: ChatRoom;
  act: Act;
  leave(): Promise<unknown>;
  say(text: string): void;
  /** Opens a form for what is sent beside words. */
  open(form: 'poll' | 'place' | 'card'): void;
  schedule(text: string): void;
}

export interface Command {
  name: string;
  label: Key;
  sign: string;
  /** It may be followed by words, or does nothing without them. */
  takes?: 'any' | 'some';
  run(words: string): void;
}

/** The commands of a conversation: each does what a menu does too. */
export function commandsOf({ room, act, leave, say, open, schedule }: Desk): Command[] {
  const { conversation, me, group, thread } = room;
  const { id: conversation_id } = conversation;
  const set = (change: Parameters<typeof setPreferences>[1]) => void act(setPreferences(conversation_id, change));
  const admin = isAdmin(conversation, me);
  const invites = admin || (conversation.info?.inviting !== 'admins' && roleOf(conversation, me) !== 'guest');
  const all: (Command | false)[] = [
    group && { name: 'poll', label: 'poll.create', sign: '📊', run: () => open('poll') },
    thread === undefined && { name: 'location', label: 'place.share', sign: '📍', run: () => open('place') },
    { name: 'contact', label: 'attach.card', sign: '👤', run: () => open('card') },
    { name: 'schedule', label: 'command.schedule', sign: '🕘', takes: 'some', run: schedule },
    { name: 'code', label: 'command.code', sign: '💻', takes: 'some', run: (words) => say(`\`\`\`\n${words}\n\`\`\``) },
    { name: 'shrug', label: 'command.shrug', sign: '🤷', takes: 'any', run: (words) => say(`${words} ¯\\_(ツ)_/¯`.trim()) },
    { name: 'find', label: 'find.title', sign: '🔍', run: room.find },
    { name: 'date', label: 'date.title', sign: '📅', run: room.pickDate },
    { name: 'mute', label: 'list.mute', sign: '🔕', run: () => set(muted(true)) },
    { name: 'unmute', label: 'list.unmute', sign: '🔔', run: () => set(muted(false)) },
    { name: 'archive', label: 'list.hide', sign: '🗄️', run: () => (set({ hidden: true }), go('/')) },
    group && admin && { name: 'topic', label: 'command.topic', sign: '🏷️', takes: 'some', run: (topic) => void act(ask('update_conversation', { conversation_id, topic })) },
    group && invites && { name: 'invite', label: 'group.invites', sign: '💌', run: room.invite },
    group && isMember(conversation) && { name: 'leave', label: 'group.leave', sign: '🚪', run: () => void leave() },
    { name: 'help', label: 'keys.title', sign: '❓', run: () => stage.set('shortcuts') },
  ];
  return all.filter((one) => one !== false);
}

/** What is written as a command, where there is one of that name. */
export function commandIn(text: string, commands: readonly Command[]): { command: Command; words: string } | undefined {
  const [, name, words = ''] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
  const command = commands.find((one) => one.name === name);
  return command && (words === '' || command.takes) ? { command, words: words.trim() } : undefined;
}
