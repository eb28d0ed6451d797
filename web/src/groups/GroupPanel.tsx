import { isAdmin, isWide, roleOf, type Kept } from '@teahouse/client';
import { Bell, Images, Link2, LogOut, Megaphone, Settings2, UserPlus, UserRoundCheck, Users } from 'lucide-react';
import { use, useState, type ReactNode } from 'react';
import { useAsked } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';
import { RoomContext } from '../chat/context.ts';
import { useFace } from '../home/face.ts';
import { useLeave } from '../home/conversationMenu.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Badge } from '../home/Badge.tsx';
import { ButtonRow, RowText, Sign } from '../ui/Row.tsx';
import { AddPeople } from './AddPeople.tsx';
import { Invites } from './Invites.tsx';
import { JoinRequests } from './JoinRequests.tsx';
import { Manage } from './Manage.tsx';
import { Members } from './Members.tsx';
import { Mine } from './Mine.tsx';

type View = 'overview' | 'members' | 'add' | 'invites' | 'requests' | 'mine' | 'manage';

interface GroupPanelProps {
  conversation: Kept;
  /** What is shown first. */
  first?: View;
  onClose(): void;
}

/** A group or channel: its people, what one has set for it, and for its admins how it is kept. */
export default function GroupPanel({ conversation, first = 'overview', onClose }: GroupPanelProps) {
  const { t } = useWords();
  const { account, conversations } = useWorld();
  const [view, setView] = useState<View>(first);
  const current = conversations.find((one) => one.id === conversation.id) ?? conversation;
  const admin = isAdmin(current, account.user.id);
  const channel = current.kind === 'channel';
  const titles: Record<View, string> = {
    overview: t(channel ? 'channel.panel' : 'group.panel'),
    members: t('group.members', { count: current.member_count }),
    add: t('group.add'),
    invites: t('group.invites'),
    requests: t('group.requests'),
    mine: t('group.mine'),
    manage: t(channel ? 'channel.manage' : 'group.manage'),
  };
  const back = () => setView('overview');
  const views: Record<View, ReactNode> = {
    overview: <Overview conversation={current} admin={admin} onView={setView} onClose={onClose} />,
    members: <Members conversation={current} />,
    add: <AddPeople conversation={current} onDone={back} />,
    invites: <Invites conversation={current} />,
    requests: <JoinRequests conversation={current} />,
    mine: <Mine conversation={current} />,
    manage: <Manage conversation={current} />,
  };
  return (
    <Dialog side open title={titles[view]} onBack={view === 'overview' ? undefined : back} onOpenChange={(open) => open || onClose()}>
      {views[view]}
    </Dialog>
  );
}

interface OverviewProps {
  conversation: Kept;
  admin: boolean;
  onView(view: View): void;
  onClose(): void;
}

/** How many members are shown before one asks for all. */
const few = 5;

function Overview({ conversation, admin, onView, onClose }: OverviewProps) {
  const { t } = useWords();
  const { account } = useWorld();
  const face = useFace(conversation);
  const leave = useLeave();
  const room = use(RoomContext);
  const { info, kind, member_count: count } = conversation;
  const guest = roleOf(conversation, account.user.id) === 'guest';
  const inviting = info?.inviting ?? 'members';
  const mayInvite = admin || (inviting !== 'admins' && !guest);
  const { value: waiting } = useAsked('list_join_requests', admin ? { conversation_id: conversation.id } : null);
  const requests = waiting?.requests.length ?? 0;
  const all = isWide(conversation) || count > few;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-col items-center text-center">
        <Avatar {...face} size="large" />
        <p className="mt-3 text-xl font-bold"><bdi>{face.name}</bdi></p>
        <p className="text-soft">{t('group.count', { count })}</p>
        {info?.topic && <p dir="auto" className="mt-2 wrap-anywhere">{info.topic}</p>}
        {info?.archived && <p className="bg-amber-wash mt-3 rounded-xl px-3 py-1.5 text-sm">{t('channel.is_archived')}</p>}
      </div>
      {info?.announcement && (
        <div className="bg-amber-wash rounded-2xl p-4">
          <p className="text-amber mb-1 flex items-center gap-2 text-sm font-semibold"><Megaphone size={16} aria-hidden />{t('group.announcement')}</p>
          <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">{info.announcement}</p>
        </div>
      )}
      <section>
        <h3 className="text-soft mb-1 text-fine font-semibold">{t('group.people')}</h3>
        <Members conversation={conversation} most={few} />
        <div className="-mx-2">
          {all && <Door icon={<Users size={20} />} name={t('group.all_members')} onClick={() => onView('members')} />}
          {mayInvite && !info?.archived && <Door icon={<UserPlus size={20} />} name={t('group.add')} onClick={() => onView('add')} />}
          {mayInvite && !info?.archived && <Door icon={<Link2 size={20} />} name={t('group.invites')} onClick={() => onView('invites')} />}
          {admin && requests > 0 && (
            <Door icon={<UserRoundCheck size={20} />} name={t('group.requests')} mark={<Badge count={requests} words={t('group.requests_in', { count: requests })} />} onClick={() => onView('requests')} />
          )}
        </div>
      </section>
      <section className="border-line -mx-2 border-t px-0 pt-3">
        {room && <Door icon={<Images size={20} />} name={t('gallery.title')} onClick={() => (onClose(), room.openGallery())} />}
        <Door icon={<Bell size={20} />} name={t('group.mine')} line={t('group.mine_text')} onClick={() => onView('mine')} />
        {admin && (
          <Door
            icon={<Settings2 size={20} />} name={t(kind === 'channel' ? 'channel.manage' : 'group.manage')} line={t('group.manage_text')}
            onClick={() => onView('manage')}
          />
        )}
      </section>
      <Button
        look="quiet" className="text-berry mt-1 w-full"
        onClick={() => void leave(conversation, face.name).then((left) => left && onClose())}
      >
        <LogOut size={18} aria-hidden />
        {t('group.leave')}
      </Button>
    </div>
  );
}

interface DoorProps {
  icon: ReactNode;
  name: string;
  line?: string;
  mark?: ReactNode;
  onClick(): void;
}

function Door({ icon, name, line, mark, onClick }: DoorProps) {
  return (
    <ButtonRow onClick={onClick}>
      <Sign>{icon}</Sign>
      <RowText name={name} line={line} />
      {mark}
    </ButtonRow>
  );
}
