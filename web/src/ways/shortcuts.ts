import type { Key, Translate } from '../i18n/index.tsx';

/** Where a key counts: everywhere, where a conversation is open, in its box, on one of its messages. */
export type Place = 'everywhere' | 'conversation' | 'writing' | 'message';

interface Entry {
  place: Place;
  /** The first is the one that is shown. `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  keys: readonly string[];
  label: Key;
}

/** Every key of the client: what acts on them and the page that lists them read this. */
export const shortcuts = {
  palette: { place: 'everywhere', keys: ['Mod+k'], label: 'keys.palette' },
  sheet: { place: 'everywhere', keys: ['?', 'Mod+/'], label: 'keys.sheet' },
  next: { place: 'everywhere', keys: ['Alt+ArrowDown'], label: 'keys.next' },
  previous: { place: 'everywhere', keys: ['Alt+ArrowUp'], label: 'keys.previous' },
  next_unread: { place: 'everywhere', keys: ['Alt+Shift+ArrowDown'], label: 'keys.next_unread' },
  previous_unread: { place: 'everywhere', keys: ['Alt+Shift+ArrowUp'], label: 'keys.previous_unread' },
  settings: { place: 'everywhere', keys: ['Mod+,'], label: 'settings.title' },
  back: { place: 'everywhere', keys: ['Escape'], label: 'keys.back' },
  find: { place: 'conversation', keys: ['Mod+f'], label: 'find.title' },
  mute: { place: 'conversation', keys: ['Mod+Shift+m'], label: 'keys.mute' },
  mark_read: { place: 'conversation', keys: ['Shift+Escape'], label: 'list.mark_read' },
  send: { place: 'writing', keys: ['Enter', 'Mod+Enter'], label: 'chat.send' },
  line: { place: 'writing', keys: ['Shift+Enter'], label: 'keys.line' },
  edit_last: { place: 'writing', keys: ['ArrowUp'], label: 'keys.edit_last' },
  cancel: { place: 'writing', keys: ['Escape'], label: 'keys.cancel' },
  mention: { place: 'writing', keys: ['@'], label: 'mention.list' },
  emoji: { place: 'writing', keys: [':'], label: 'keys.emoji' },
  command: { place: 'writing', keys: ['/'], label: 'command.list' },
  up: { place: 'message', keys: ['ArrowUp'], label: 'keys.up' },
  down: { place: 'message', keys: ['ArrowDown'], label: 'keys.down' },
  menu: { place: 'message', keys: ['Enter'], label: 'keys.menu' },
  reply: { place: 'message', keys: ['r'], label: 'menu.reply' },
  thread: { place: 'message', keys: ['t'], label: 'menu.thread' },
  edit: { place: 'message', keys: ['e'], label: 'menu.edit' },
  forward: { place: 'message', keys: ['f'], label: 'menu.forward' },
  react: { place: 'message', keys: ['+'], label: 'menu.react' },
} as const satisfies Record<string, Entry>;

export type Shortcut = keyof typeof shortcuts;
const all = Object.entries(shortcuts) as [Shortcut, Entry][];

export const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What was pressed, as the table writes it. A sign such as `?` is itself wherever a keyboard has it. */
function pressedOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const mod = isMac() ? metaKey : ctrlKey;
  const other = isMac() ? ctrlKey : metaKey;
  const name = key.length > 1 ? key : key.toLowerCase();
  const shift = shiftKey && (key.length > 1 || mod || altKey);
  return [other && 'Other', mod && 'Mod', altKey && 'Alt', shift && 'Shift', name].filter(Boolean).join('+');
}

/** Which of the shortcuts of a place was pressed. */
export function shortcutOf(event: Pressed, place: Place): Shortcut | undefined {
  const pressed = pressedOf(event);
  return all.find(([, entry]) => entry.place === place && entry.keys.includes(pressed))?.[0];
}

/** The shortcuts of a place, in order. */
export const shortcutsOf = (place: Place): Shortcut[] => all.filter(([, entry]) => entry.place === place).map(([name]) => name);

/** The keys of a shortcut, as they are written on the keyboard. */
export function keysOf(name: Shortcut, t: Translate): string[] {
  const mac = isMac();
  const signs: Record<string, string> = {
    Mod: mac ? '⌘' : t('keys.ctrl'), Alt: mac ? '⌥' : t('keys.alt'), Shift: mac ? '⇧' : t('keys.shift'), Enter: mac ? '↩' : t('keys.enter'),
    ArrowUp: '↑', ArrowDown: '↓', Escape: t('keys.esc'),
  };
  const [keys] = shortcuts[name].keys;
  return keys.length === 1 ? [keys.toUpperCase()] : keys.split('+').map((key) => signs[key] ?? key.toUpperCase());
}
