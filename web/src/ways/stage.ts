import type { Kept } from '@teahouse/client';
import { signal } from '../app/signal.ts';

/** What can be shown in front of everything, from wherever one is. */
export type Scene = 'palette' | 'shortcuts' | 'group' | 'workspace' | 'scan';

/** A scene, or the folders of a conversation. */
export type Shown = Scene | { folders: Kept };

export const stage = signal<Shown | undefined>(undefined);
