import { useEffect, useRef, useState, type ReactNode } from 'react';

/** Rows that are drawn at once; more follow as one scrolls. */
const atOnce = 60;

/** How much of a long list to draw, and what to put behind it: reaching that draws more. */
export function useDrawn(count: number): { drawn: number; end: ReactNode } {
  const [drawn, setDrawn] = useState(atOnce);
  const mark = useRef<HTMLDivElement>(null);
  const more = drawn < count;
  useEffect(() => {
    if (!more) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setDrawn((was) => was + atOnce), { rootMargin: '600px' });
    observer.observe(mark.current!);
    return () => observer.disconnect();
  }, [more, drawn]);
  return { drawn, end: more && <div ref={mark} className="h-16" /> };
}
