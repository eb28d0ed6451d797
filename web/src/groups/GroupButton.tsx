import type { Kept } from '@teahouse/client';
import { lazy, Suspense, useState, type ReactNode } from 'react';

const GroupPanel = lazy(() => import('./GroupPanel.tsx'));

/** A button that shows a group or channel: its people, and how it is kept. */
export function GroupButton({ conversation, children }: { conversation: Kept; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}
        className="hover:bg-hover flex min-w-0 items-center gap-3 rounded-xl px-2 py-1 text-start transition-colors"
      >
        {children}
      </button>
      {open && <Suspense><GroupPanel conversation={conversation} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
