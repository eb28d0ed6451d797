import type { ReactNode } from 'react';
import { Gaiwan } from './Gaiwan.tsx';

/** Where there is nothing yet, and what one could do about it. */
export function Empty({ title, text, children }: { title: string; text?: string | undefined; children?: ReactNode }) {
  return (
    <div className="text-soft flex flex-col items-center gap-3 px-6 py-12 text-center">
      <Gaiwan className="text-leaf size-16 opacity-80" />
      <h3 className="text-ink text-lg font-bold">{title}</h3>
      {text && <p className="max-w-sm">{text}</p>}
      {children}
    </div>
  );
}
