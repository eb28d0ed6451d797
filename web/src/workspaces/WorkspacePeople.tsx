import type { User, Workspace, WorkspaceMember } from '@teahouse/client';
import { Crown, MoreHorizontal, ShieldCheck, ShieldMinus, UserMinus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { PersonButton } from '../contacts/PersonButton.tsx';
import { roleKeys } from '../groups/Members.tsx';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { confirmed } from '../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Page } from '../ui/Page.tsx';
import { RowText, Tag } from '../ui/Row.tsx';
import { Search } from '../ui/Search.tsx';

const pauseMs = 250;
const page = 50;

/** Who is in a workspace. */
export function WorkspacePeople({ workspace }: { workspace: Workspace }) {
  const { t, why } = useWords();
  const [wanted, setWanted] = useState('');
  const [query, setQuery] = useState('');
  const [limit, setLimit] = useState(page);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(wanted.trim().replace(/^@/, '')), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { value, error } = useAsked('list_workspace_members', { workspace_id: workspace.id, limit, ...(query && { query }) });
  const users = new Map(value?.users.map((user) => [user.id, user]));
  return (
    <Page title={t('workspace.people')} back={`/w/${workspace.id}`}>
      <Search raised label={t('workspace.search_people')} value={wanted} onChange={setWanted} />
      {!value && Boolean(error) && <p className="text-soft text-center">{why(error)}</p>}
      {value && (
        <Card>
          <ul aria-label={t('workspace.people')} className="divide-line -my-3 divide-y">
            {value.members.map((member) => <Person key={member.user_id} workspace={workspace} member={member} user={users.get(member.user_id)} />)}
          </ul>
          {value.members.length === 0 && <p className="text-soft">{t('people.none')}</p>}
        </Card>
      )}
      {value?.next_cursor && limit < 200 && <Button look="quiet" onClick={() => setLimit(limit + page)}>{t('ui.more')}</Button>}
    </Page>
  );
}

function Person({ workspace, member, user }: { workspace: Workspace; member: WorkspaceMember; user: User | undefined }) {
  const { t } = useWords();
  const { account } = useWorld();
  const names = useNames();
  const { user_id: id, role } = member;
  const name = names.name(id) === '…' ? (user?.display_name ?? '…') : names.name(id);
  const items = useItems(workspace, member, name);
  return (
    <li className="flex items-center gap-2 py-2">
      <PersonButton id={id} user={user} className="hover:bg-hover flex min-w-0 flex-1 items-center gap-3 rounded-2xl px-2 py-1.5 text-start -outline-offset-2">
        <Avatar id={id} name={name} size="small" />
        <RowText name={id === account.user.id ? t('group.you', { name }) : name} line={user && `@${user.username}`} />
        {role !== 'member' && <Tag leaf={role === 'owner'}>{t(roleKeys[role] ?? 'role.member')}</Tag>}
      </PersonButton>
      {items.length > 0 && (
        <Menu trigger={<IconButton label={t('group.member_menu', { name })}><MoreHorizontal size={18} /></IconButton>} items={items} />
      )}
    </li>
  );
}

function useItems(workspace: Workspace, { user_id: id, role }: WorkspaceMember, name: string): MenuEntry[] {
  const { t } = useWords();
  const act = useAct();
  const me = useWorld().account.user.id;
  const owner = workspace.role === 'owner';
  const above = id !== me && (owner || (workspace.role === 'admin' && (role === 'member' || role === 'guest')));
  if (!above) return [];
  const work = (task: Promise<unknown>) => void act(task, { again: ['list_workspace_members', 'list_workspaces'] });
  const give = (next: string) => work(ask('update_workspace_member', { workspace_id: workspace.id, user_id: id, role: next }));
  const handOver = async () => {
    const sure = await confirmed({ title: t('group.hand_over_title', { name }), text: t('workspace.hand_over_text'), action: t('group.hand_over') });
    if (sure) give('owner');
  };
  const remove = async () => {
    const sure = await confirmed({ title: t('group.remove_title', { name }), text: t('workspace.remove_text'), action: t('group.remove') });
    if (sure) work(ask('remove_workspace_member', { workspace_id: workspace.id, user_id: id }));
  };
  return [
    owner && role === 'member' && { label: t('group.make_admin'), icon: ShieldCheck, act: () => give('admin') },
    owner && role === 'admin' && { label: t('group.unmake_admin'), icon: ShieldMinus, act: () => give('member') },
    role === 'guest' && { label: t('workspace.make_member'), icon: ShieldCheck, act: () => give('member') },
    owner && role !== 'guest' && { label: t('group.hand_over'), icon: Crown, act: () => void handOver() },
    { label: t('workspace.remove'), icon: UserMinus, danger: true, act: () => void remove() },
  ];
}
