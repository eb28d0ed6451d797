import { isWide, roleOf, type Kept, type KeptMember } from '@teahouse/client';
import { Crown, MessageCircle, MicOff, Mic, MoreHorizontal, ShieldCheck, ShieldMinus, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { teahouse, useLive, useWorld } from '../app/teahouse.ts';
import { PersonButton } from '../contacts/PersonButton.tsx';
import { useNames } from '../contacts/known.ts';
import { isAhead } from '../home/face.ts';
import { useWords, type Key } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { confirmed } from '../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { RowText, Tag } from '../ui/Row.tsx';
import { Search } from '../ui/Search.tsx';
import { useDrawn } from '../ui/useDrawn.tsx';

type OneMember = Pick<KeptMember, 'user_id' | 'role' | 'nickname' | 'muted_until'>;

export const roleKeys: Record<string, Key> = { owner: 'role.owner', admin: 'role.admin', member: 'role.member', guest: 'role.guest' };
const ranks = ['owner', 'admin', 'member', 'guest'];
const page = 100;

interface MembersProps {
  conversation: Kept;
  /** Only the first of them. */
  most?: number;
}

/** Who is in a group or channel: owner and admins first. Those of a wide one come page by page from the server. */
export function Members({ conversation, most }: MembersProps) {
  const { t, language } = useWords();
  const names = useNames();
  const wide = isWide(conversation);
  const [limit, setLimit] = useState(page);
  const [wanted, setWanted] = useState('');
  const asked = useAsked('list_members', wide ? { conversation_id: conversation.id, limit: Math.min(most ?? limit, 200) } : null);
  const known: OneMember[] = wide ? (asked.value?.members ?? []) : Object.values(conversation.members);
  const collator = new Intl.Collator(language, { sensitivity: 'base' });
  const rank = (one: OneMember) => ranks.indexOf(one.role ?? 'member');
  const sought = wanted.trim().toLocaleLowerCase();
  const sorted = known
    .filter((one) => !sought || `${names.name(one.user_id, conversation)}\n${names.user(one.user_id)?.username ?? ''}`.toLocaleLowerCase().includes(sought))
    .toSorted((a, b) => rank(a) - rank(b) || collator.compare(names.name(a.user_id, conversation), names.name(b.user_id, conversation)));
  const shown = most ? sorted.slice(0, most) : sorted;
  const { drawn, end } = useDrawn(shown.length);
  return (
    <>
      {!most && known.length > 8 && <Search label={t('group.search_member')} value={wanted} onChange={setWanted} className="mb-2" />}
      <ul aria-label={t('group.people')} className="-mx-2">
        {shown.slice(0, drawn).map((member) => <MemberRow key={member.user_id} conversation={conversation} member={member} />)}
      </ul>
      {end}
      {wide && !most && asked.value?.next_cursor && limit < 200 && (
        <Button look="quiet" className="mt-2 w-full" onClick={() => setLimit(limit + page)}>{t('ui.more')}</Button>
      )}
    </>
  );
}

function MemberRow({ conversation, member }: { conversation: Kept; member: OneMember }) {
  const { t } = useWords();
  const { account } = useWorld();
  const { online } = useLive();
  const names = useNames();
  const itemsOf = useMemberMenu(conversation);
  const { user_id: id, role = 'member', nickname } = member;
  const user = names.user(id);
  const name = names.name(id, conversation);
  const muted = isAhead(member.muted_until);
  const items = itemsOf(member, name, muted);
  return (
    <li className="hover:bg-hover flex items-center rounded-2xl pe-1">
      <PersonButton id={id} user={user} className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl px-3 py-2 text-start -outline-offset-2">
        <Avatar id={id} name={name} size="small" online={online.has(id)} />
        <RowText
          name={id === account.user.id ? t('group.you', { name }) : name}
          line={user && (nickname && nickname !== user.display_name ? `${user.display_name} · @${user.username}` : `@${user.username}`)}
          mark={muted && <MicOff size={14} role="img" aria-label={t('group.is_muted')} className="text-soft shrink-0" />}
        />
        {role !== 'member' && <Tag leaf={role === 'owner'}>{t(roleKeys[role] ?? 'role.member')}</Tag>}
      </PersonButton>
      {items.length > 0 && (
        <Menu trigger={<IconButton label={t('group.member_menu', { name })}><MoreHorizontal size={18} /></IconButton>} items={items} />
      )}
    </li>
  );
}

const minuteMs = 60_000;
const muteTimes = { ten: 10 * minuteMs, hour: 60 * minuteMs, day: 24 * 60 * minuteMs, ever: 100 * 365 * 24 * 60 * minuteMs } as const;

/** What one may do with a member: nothing with oneself, little as a member, more as an admin. */
function useMemberMenu(conversation: Kept): (member: OneMember, name: string, muted: boolean) => MenuEntry[] {
  const { t } = useWords();
  const act = useAct();
  const { account } = useWorld();
  const names = useNames();
  const me = account.user.id;
  const mine = roleOf(conversation, me);
  const owner = mine === 'owner';
  const work = (task: Promise<unknown>) => void act(task, { again: ['list_members'] });
  const change = (user_id: string, fields: object) => work(ask('update_member', { conversation_id: conversation.id, user_id, ...fields }));
  const mute = (id: string, ms: number) => change(id, { muted_until: new Date(Date.now() + ms).toISOString() });
  const handOver = async (id: string, name: string) => {
    const sure = await confirmed({ title: t('group.hand_over_title', { name }), text: t('group.hand_over_text'), action: t('group.hand_over') });
    if (sure) change(id, { role: 'owner' });
  };
  const remove = async (id: string, name: string) => {
    const sure = await confirmed({ title: t('group.remove_title', { name }), text: t('group.remove_text'), action: t('group.remove') });
    if (sure) work(ask('remove_member', { conversation_id: conversation.id, user_id: id }));
  };
  const write = async (id: string) => {
    const user = names.user(id);
    if (user) await act(teahouse.converse(user).then((conversation) => go(`/c/${conversation}`)));
  };
  return ({ user_id: id, role = 'member' }, name, muted) => {
    if (id === me) return [];
    const above = owner || (mine === 'admin' && (role === 'member' || role === 'guest'));
    return [
      { label: t('contacts.write'), icon: MessageCircle, act: () => void write(id) },
      above && 'line',
      owner && role === 'member' && { label: t('group.make_admin'), icon: ShieldCheck, act: () => change(id, { role: 'admin' }) },
      owner && role === 'admin' && { label: t('group.unmake_admin'), icon: ShieldMinus, act: () => change(id, { role: 'member' }) },
      owner && role !== 'guest' && { label: t('group.hand_over'), icon: Crown, act: () => void handOver(id, name) },
      above && (muted
        ? { label: t('group.unmute_member'), icon: Mic, act: () => mute(id, -1000) }
        : {
          label: t('group.mute_member'), icon: MicOff,
          items: (Object.keys(muteTimes) as (keyof typeof muteTimes)[]).map((time) => ({ label: t(`group.mute_${time}`), act: () => mute(id, muteTimes[time]) })),
        }),
      above && { label: t('group.remove'), icon: UserMinus, danger: true, act: () => void remove(id, name) },
    ];
  };
}
