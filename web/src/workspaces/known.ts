import type { Workspace } from '@teahouse/client';
import { useAsked } from '../app/ask.ts';

const key = 'teahouse.workspace';

/** One's workspaces; nothing until they are known. */
export function useWorkspaces(): readonly Workspace[] | undefined {
  return useAsked('list_workspaces').value?.workspaces;
}

/** The workspace that is shown: the one that is named, else the last one, else the first. */
export function chosenOf(workspaces: readonly Workspace[] | undefined, id: string | undefined): Workspace | undefined {
  const find = (wanted: string | undefined) => workspaces?.find((one) => one.id === wanted);
  return find(id) ?? (id ? undefined : (find(remembered()) ?? workspaces?.[0]));
}

export function remember(id: string): void {
  try {
    localStorage.setItem(key, id);
  } catch {
    // Storage is off: the first one is shown again.
  }
}

function remembered(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export const runs = ({ role }: Workspace) => role === 'owner' || role === 'admin';
export const opensChannels = (workspace: Workspace) => runs(workspace) || (workspace.channels === 'members' && workspace.role === 'member');
export const invites = (workspace: Workspace) => runs(workspace) || (workspace.inviting === 'members' && workspace.role === 'member');
