import type { ComponentProps, ReactNode } from 'react';
import { follow } from '../app/router.ts';
import { intoView } from './intoView.ts';

const rowClass = 'flex w-full min-w-0 items-center gap-3 rounded-2xl px-3 py-2.5 compact:py-1 text-start -outline-offset-2 transition-colors';

interface LinkRowProps {
  href: string;
  open?: boolean;
  children: ReactNode;
}

/** A row of a list that leads somewhere. */
export function LinkRow({ href, open = false, children }: LinkRowProps) {
  return (
    <a
      ref={open ? intoView : undefined} data-row href={href} aria-current={open ? 'page' : undefined} onClick={follow}
      className={`${rowClass} ${open ? 'bg-chosen' : 'hover:bg-hover'}`}
    >
      {children}
    </a>
  );
}

/** A row of a list that does something. */
export function ButtonRow({ className = '', ...props }: ComponentProps<'button'>) {
  return <button type="button" {...props} className={`${rowClass} enabled:hover:bg-hover ${className}`} />;
}

/** What a row says: a name, and a softer line below it. */
export function RowText({ name, line, mark }: { name: ReactNode; line?: ReactNode; mark?: ReactNode }) {
  return (
    <span className="min-w-0 flex-1">
      <span className="flex items-center gap-2">
        <span className="min-w-0 truncate font-semibold"><bdi>{name}</bdi></span>
        {mark}
      </span>
      {line && <span className="text-soft block truncate"><bdi>{line}</bdi></span>}
    </span>
  );
}

/** A few letters that say what something is. */
export function Tag({ children, leaf = false }: { children: ReactNode; leaf?: boolean }) {
  return <span className={`shrink-0 rounded-full px-2 py-0.5 text-xs font-semibold ${leaf ? 'bg-chosen text-leaf' : 'bg-hover text-soft'}`}>{children}</span>;
}

/** The sign before a row that is no person. */
export function Sign({ children, small = false }: { children: ReactNode; small?: boolean }) {
  return <span aria-hidden className={`bg-chosen text-leaf inline-flex ${small ? 'size-9' : 'size-12 compact:size-9'} shrink-0 items-center justify-center rounded-full`}>{children}</span>;
}
