import {
  Archive, AtSign, BellOff, CalendarClock, CalendarDays, CheckCheck, Compass, Hash, HardDrive, Keyboard, Languages, Lock, LogOut, MessagesSquare,
  MonitorSmartphone, Palette, QrCode, ScanLine, Search, Star, SunMoon, User, UserPlus, UserRoundPlus, Users, UsersRound,
  type LucideIcon,
} from 'lucide-react';
import { addAccount, storeHere, switchTo, useAccounts } from '../app/accounts.ts';
import { go, goSection } from '../app/router.ts';
import { chooseForAll, themes } from '../app/settings.ts';
import { useWorld } from '../app/teahouse.ts';
import { useAct } from '../app/act.ts';
import { roomHere } from '../chat/here.ts';
import { markRead, muted, setPreferences } from '../home/conversationMenu.ts';
import { isMuted, weigh } from '../home/face.ts';
import { useWords, type Key } from '../i18n/index.tsx';
import { languageOptions } from '../i18n/languages.ts';
import { useLogOut } from '../settings/logOut.ts';
import { useWorkspaces } from '../workspaces/known.ts';
import type { Shortcut } from './shortcuts.ts';
import { stage } from './stage.ts';

export interface Command {
  name: string;
  icon: LucideIcon;
  /** The shortcut that does the same. */
  keys?: Shortcut;
  act(): void;
}

const places: [Key, LucideIcon, string][] = [
  ['contacts.add', UserPlus, '/contacts/add'],
  ['code.mine', QrCode, '/contacts/code'],
  ['starred.title', Star, '/starred'],
  ['scheduled.title', CalendarClock, '/scheduled'],
  ['threads.title', MessagesSquare, '/threads'],
  ['mentions.title', AtSign, '/mentions'],
  ['settings.profile', User, '/settings/profile'],
  ['settings.privacy', Lock, '/settings/privacy'],
  ['settings.appearance', Palette, '/settings/appearance'],
  ['storage.page', HardDrive, '/settings/storage'],
  ['settings.devices', MonitorSmartphone, '/settings/devices'],
];

/** Everything that can be done from wherever one is. */
export function useCommands(): Command[] {
  const { t } = useWords();
  const { account, conversations } = useWorld();
  const workspaces = useWorkspaces() ?? [];
  const accounts = useAccounts();
  const logOut = useLogOut();
  const here = useHereCommands();
  const unread = conversations.filter((one) => weigh(one, account.user.id).loud > 0);
  const of = (name: Key, value: string) => t('palette.of', { name: t(name), value });
  // Without a line the choice is this device's alone until it is made again.
  const choose = (change: Parameters<typeof chooseForAll>[0]) => void chooseForAll(change).catch(() => undefined);
  return [
    ...here,
    { name: t('group.new'), icon: Users, act: () => stage.set('group') },
    ...(unread.length ? [{ name: t('palette.all_read'), icon: CheckCheck, act: () => unread.forEach(markRead) }] : []),
    { name: t('keys.title'), icon: Keyboard, keys: 'sheet', act: () => stage.set('shortcuts') },
    ...places.map(([name, icon, path]) => ({ name: t(name), icon, act: () => go(path) })),
    { name: t('code.scan'), icon: ScanLine, act: () => stage.set('scan') },
    ...workspaces.map(({ id, name }) => ({ name: of('channels.title', name), icon: Hash, act: () => goSection(`/w/${id}`) })),
    ...workspaces.map(({ id, name }) => ({ name: of('channels.browse', name), icon: Compass, act: () => go(`/w/${id}/browse`) })),
    { name: t('workspace.new'), icon: Hash, act: () => stage.set('workspace') },
    ...themes.map((theme) => ({ name: of('settings.theme', t(`settings.theme_${theme}`)), icon: SunMoon, act: () => choose({ theme }) })),
    ...languageOptions.map(({ value, label }) => ({ name: of('settings.language', label), icon: Languages, act: () => choose({ language: value }) })),
    ...accounts.filter(({ store }) => store !== storeHere).map(({ store, name }) => ({ name: of('accounts.switch', name), icon: UsersRound, act: () => switchTo(store) })),
    { name: t('accounts.add'), icon: UserRoundPlus, act: addAccount },
    { name: t('settings.log_out'), icon: LogOut, act: () => void logOut() },
  ];
}

/** What can be done in the conversation that is open. */
function useHereCommands(): Command[] {
  const { t } = useWords();
  const act = useAct();
  const room = roomHere();
  if (!room) return [];
  const { conversation } = room;
  const quiet = isMuted(conversation);
  return [
    { name: t('find.title'), icon: Search, keys: 'find', act: room.find },
    { name: t('date.title'), icon: CalendarDays, act: room.pickDate },
    { name: t(quiet ? 'list.unmute' : 'list.mute'), icon: BellOff, keys: 'mute', act: () => void act(setPreferences(conversation.id, muted(!quiet))) },
    { name: t('list.hide'), icon: Archive, act: () => void act(setPreferences(conversation.id, { hidden: true })).then(() => go('/')) },
  ];
}
