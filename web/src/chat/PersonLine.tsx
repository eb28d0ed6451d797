import type { ReactNode } from 'react';
import { Avatar } from '../ui/Avatar.tsx';
import { useRoom } from './context.ts';

/** Somebody in a list. */
export function PersonLine({ id, children }: { id: string; children?: ReactNode }) {
  const { nameOf } = useRoom();
  const name = nameOf(id);
  return (
    <div className="flex min-h-11 items-center gap-3">
      <Avatar id={id} name={name} size="small" />
      <bdi className="min-w-0 flex-1 truncate font-medium">{name}</bdi>
      {children}
    </div>
  );
}
