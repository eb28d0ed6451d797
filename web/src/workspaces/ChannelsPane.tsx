import { useWords } from '../i18n/index.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ChannelBrowser } from './ChannelBrowser.tsx';
import { chosenOf, useWorkspaces } from './known.ts';
import { WorkspaceInvites } from './WorkspaceInvites.tsx';
import { WorkspacePeople } from './WorkspacePeople.tsx';
import { WorkspaceSettings } from './WorkspaceSettings.tsx';

export default function ChannelsPane({ workspace: id, page }: { workspace: string | undefined; page: string | undefined }) {
  const { t } = useWords();
  const workspaces = useWorkspaces();
  const workspace = chosenOf(workspaces, id);
  const none = (title: string, text?: string) => <div className="bg-hall grid h-full place-items-center"><Empty title={title} text={text} /></div>;
  if (!workspaces) return <div className="bg-hall h-full" />;
  if (!workspace) return id ? none(t('workspace.gone')) : none(t('channels.pick_title'), t('channels.pick_text'));
  if (page === 'people') return <WorkspacePeople key={workspace.id} workspace={workspace} />;
  if (page === 'invites') return <WorkspaceInvites key={workspace.id} workspace={workspace} />;
  if (page === 'settings') return <WorkspaceSettings key={workspace.id} workspace={workspace} />;
  // On a desk there is room for it beside the list at once.
  if (workspace.role !== 'guest') return <ChannelBrowser key={workspace.id} workspace={workspace} />;
  return none(t('channels.pick_title'), t('channels.pick_text'));
}
