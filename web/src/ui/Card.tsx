import type { ReactNode } from 'react';

export function Card({ title, text, children }: { title?: string; text?: string; children: ReactNode }) {
  return (
    <section className="bg-surface shadow-bubble rounded-2xl p-5">
      {title && <h3 className="text-lg font-bold">{title}</h3>}
      {text && <p className="text-soft mt-1">{text}</p>}
      <div className={title || text ? 'mt-4' : ''}>{children}</div>
    </section>
  );
}
