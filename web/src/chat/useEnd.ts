import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { List, Target } from './MessageList.tsx';
import type { Span } from './useSpan.ts';

/** Who is so near to the end looks at it. */
export const nearEndPx = 120;

interface End {
  list: List;
  scroller: RefObject<HTMLDivElement | null>;
  span: Span;
  atEnd: boolean;
  /** Counts what one has sent: the list then goes to its end. */
  sent: number;
  /** Who is sent to a message lets go of the end. */
  target: Target | undefined;
  /** One starts at the end. */
  starts: boolean;
}

/** Keeps to the end from going there until one scrolls away, whatever is fetched, grows or takes room meanwhile. @returns how to go there. */
export function useEnd({ list, scroller, span, atEnd, sent, target, starts }: End): () => void {
  const held = useRef(starts);
  // Who started at what is new has not asked for the end by seeing it.
  const asked = useRef(starts);
  const { live, newest } = span;
  const toEnd = useCallback(() => {
    held.current = asked.current = true;
    newest();
    list.scrollToEnd();
  }, [list, newest]);
  // What was sent before is no reason to go there when somebody else writes.
  const followed = useRef(sent);
  useEffect(() => {
    if (sent === followed.current) return;
    followed.current = sent;
    toEnd();
  }, [sent, toEnd]);
  useLayoutEffect(() => {
    if (target) held.current = false;
  }, [target]);
  const looks = useRef({ live, atEnd });
  useEffect(() => void (looks.current = { live, atEnd }));
  useEffect(() => {
    const box = scroller.current!;
    const sizes = () => `${box.clientHeight} of ${box.scrollHeight}`;
    let known = sizes();
    const watcher = new ResizeObserver((changes) => {
      const room = changes.some((change) => change.target === box);
      if (held.current || (room && looks.current.atEnd)) list.scrollToEnd();
      known = sizes();
    });
    const scrolled = () => {
      if (box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPx) held.current ||= asked.current && looks.current.live;
      // What moves because something else changed was not moved by anybody.
      else if (sizes() === known) held.current = false;
    };
    const away = (event: Event) => {
      if (!(event instanceof WheelEvent) || event.deltaY < 0) held.current = false;
    };
    watcher.observe(box);
    watcher.observe(box.firstElementChild!);
    box.addEventListener('scroll', scrolled, { passive: true });
    box.addEventListener('wheel', away, { passive: true });
    box.addEventListener('touchmove', away, { passive: true });
    return () => {
      watcher.disconnect();
      box.removeEventListener('scroll', scrolled);
      box.removeEventListener('wheel', away);
      box.removeEventListener('touchmove', away);
    };
  }, [list, scroller]);
  return toEnd;
}
