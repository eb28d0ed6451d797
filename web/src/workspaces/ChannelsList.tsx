import { isMember, type Workspace } from '@teahouse/client';
import { Check, ChevronsUpDown, Compass, Link2, Plus, Settings2, Users } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { go, goSection, type Route } from '../app/router.ts';
import { useWorld } from '../app/teahouse.ts';
import { faceOf } from '../home/face.ts';
import { Rows } from '../home/Rows.tsx';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Menu } from '../ui/Menu.tsx';
import { LinkRow, RowText, Sign } from '../ui/Row.tsx';
import { stage } from '../ways/stage.ts';
import { chosenOf, invites, opensChannels, remember, runs, useWorkspaces } from './known.ts';

const NewChannel = lazy(() => import('./NewChannel.tsx'));

/** A workspace: its pages, and the channels that one has joined. */
export default function ChannelsList({ route }: { route: Route }) {
  const { t } = useWords();
  const workspaces = useWorkspaces();
  const named = route.at === 'channels' || route.at === 'chat' ? route.workspace : undefined;
  const workspace = chosenOf(workspaces, named);
  const [opening, setOpening] = useState(false);
  const openWorkspace = () => stage.set('workspace');
  useEffect(() => {
    if (workspace) remember(workspace.id);
  }, [workspace]);
  const page = route.at === 'channels' ? route.page : undefined;
  return (
    <nav aria-label={t('channels.title')} className="bg-surface md:border-line flex h-full min-h-0 flex-col md:border-e">
      <header className="flex items-center gap-1 px-4 pt-4 pb-2">
        <Switcher workspaces={workspaces ?? []} workspace={workspace} onNew={openWorkspace} />
        {workspace && opensChannels(workspace) && (
          <IconButton label={t('channel.new')} onClick={() => setOpening(true)}><Plus size={22} /></IconButton>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {workspace && <Doors workspace={workspace} page={page} />}
        {workspace && <Channels workspace={workspace} open={route.at === 'chat' ? route.conversation : undefined} />}
        {workspaces && !workspace && (
          <Empty title={t('workspace.none_title')} text={t('workspace.none_text')}>
            <Button onClick={openWorkspace}>{t('workspace.new')}</Button>
          </Empty>
        )}
      </div>
      <Suspense>
        {opening && workspace && <NewChannel workspace={workspace} onClose={() => setOpening(false)} />}
      </Suspense>
    </nav>
  );
}

function Switcher({ workspaces, workspace, onNew }: { workspaces: readonly Workspace[]; workspace: Workspace | undefined; onNew(): void }) {
  const { t } = useWords();
  return (
    <h2 className="min-w-0 flex-1">
      <Menu
        trigger={(
          <button type="button" className="hover:bg-hover flex min-h-11 max-w-full items-center gap-2.5 rounded-xl px-1.5 text-start">
            {workspace && <Avatar id={workspace.id} name={workspace.name} emoji={workspace.avatar} square size="small" />}
            <span className="min-w-0 truncate text-xl font-bold tracking-tight"><bdi>{workspace?.name ?? t('channels.title')}</bdi></span>
            <ChevronsUpDown size={17} aria-hidden className="text-soft shrink-0" />
            <span className="sr-only">{t('workspace.switch')}</span>
          </button>
        )}
        items={[
          ...workspaces.map((one) => ({ label: one.name, ...(one.id === workspace?.id && { icon: Check }), act: () => goSection(`/w/${one.id}`) })),
          'line',
          { label: t('workspace.new'), icon: Plus, act: onNew },
        ]}
      />
    </h2>
  );
}

function Doors({ workspace, page }: { workspace: Workspace; page: string | undefined }) {
  const { t } = useWords();
  const base = `/w/${workspace.id}`;
  const guest = workspace.role === 'guest';
  return (
    <ul>
      {!guest && (
        <li>
          <LinkRow href={`${base}/browse`} open={page === 'browse'}>
            <Sign><Compass size={22} /></Sign>
            <RowText name={t('channels.browse')} />
          </LinkRow>
        </li>
      )}
      {!guest && (
        <li>
          <LinkRow href={`${base}/people`} open={page === 'people'}>
            <Sign><Users size={22} /></Sign>
            <RowText name={t('workspace.people')} line={t('group.count', { count: workspace.member_count })} />
          </LinkRow>
        </li>
      )}
      {invites(workspace) && (
        <li>
          <LinkRow href={`${base}/invites`} open={page === 'invites'}>
            <Sign><Link2 size={22} /></Sign>
            <RowText name={t('workspace.invites')} />
          </LinkRow>
        </li>
      )}
      <li>
        <LinkRow href={`${base}/settings`} open={page === 'settings'}>
          <Sign><Settings2 size={22} /></Sign>
          <RowText name={t(runs(workspace) ? 'workspace.settings' : 'workspace.about')} />
        </LinkRow>
      </li>
    </ul>
  );
}

function Channels({ workspace, open }: { workspace: Workspace; open: string | undefined }) {
  const { t, language } = useWords();
  const { account, conversations } = useWorld();
  const names = useNames();
  const collator = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  const pinned = (one: (typeof conversations)[number]) => Number(one.preferences?.pinned ?? false);
  const mine = conversations
    .filter((one) => one.kind === 'channel' && isMember(one) && (one.info?.workspace_id === workspace.id || one.info?.shared_with?.includes(workspace.id)))
    .map((one) => ({ one, name: faceOf(one, account.user.id, names, t).name }))
    .toSorted((a, b) => Number(a.one.info?.archived ?? false) - Number(b.one.info?.archived ?? false) || pinned(b.one) - pinned(a.one) || collator.compare(a.name, b.name))
    .map(({ one }) => one);
  return (
    <section>
      <h3 className="text-soft px-3 pt-4 pb-1 text-fine font-semibold">{t('channels.mine')}</h3>
      {mine.length === 0 && (
        <div className="grid justify-items-start gap-2 px-3 py-2">
          <p className="text-soft">{t('channels.none')}</p>
          {workspace.role !== 'guest' && <Button look="quiet" onClick={() => go(`/w/${workspace.id}/browse`)}>{t('channels.browse')}</Button>}
        </div>
      )}
      <Rows conversations={mine} open={open} base={`/w/${workspace.id}`} />
    </section>
  );
}
