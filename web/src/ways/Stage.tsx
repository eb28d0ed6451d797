import { lazy, Suspense, type ComponentType } from 'react';
import { stage, type Scene } from './stage.ts';

const scenes: Record<Scene, ComponentType<{ onClose(): void }>> = {
  palette: lazy(() => import('./Palette.tsx')),
  shortcuts: lazy(() => import('./Shortcuts.tsx')),
  group: lazy(() => import('../groups/NewGroup.tsx')),
  workspace: lazy(() => import('../workspaces/NewWorkspace.tsx')),
  scan: lazy(() => import('../contacts/Scanner.tsx')),
};

const FolderDialog = lazy(() => import('../home/FolderDialog.tsx'));

/** Where the scenes appear; once, near the root. */
export function Stage() {
  const shown = stage.use();
  if (!shown) return null;
  const close = () => stage.get() === shown && stage.set(undefined);
  if (typeof shown === 'object') return <Suspense><FolderDialog conversation={shown.folders} onClose={close} /></Suspense>;
  const Shown = scenes[shown];
  return <Suspense><Shown onClose={close} /></Suspense>;
}
