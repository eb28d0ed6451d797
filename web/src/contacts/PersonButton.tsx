import type { User } from '@teahouse/client';
import { lazy, Suspense, useState, type ReactNode } from 'react';

const PersonDialog = lazy(() => import('./PersonDialog.tsx'));

interface PersonButtonProps {
  id: string;
  user?: User | undefined;
  className?: string;
  children: ReactNode;
}

/** A button that shows who somebody is. */
export function PersonButton({ id, user, className, children }: PersonButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}
        className={className ?? 'hover:bg-hover flex min-w-0 items-center gap-3 rounded-xl px-2 py-1 text-start transition-colors'}
      >
        {children}
      </button>
      {open && <Suspense><PersonDialog id={id} user={user} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
