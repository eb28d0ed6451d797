import { useEffect, type RefObject } from 'react';

const look = new CSSStyleSheet();
look.replaceSync('::highlight(found) { background: var(--color-loud); color: var(--color-on-loud); }');
document.adoptedStyleSheets.push(look);

/** Marks the words where they stand in the conversation around an element, without touching what is drawn. */
export function useHighlight(words: string, beside: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const chat = beside.current?.closest('section');
    const sought = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (!chat || !sought.length || !('highlights' in CSS)) return undefined;
    let frame = 0;
    const paint = () => void CSS.highlights.set('found', new Highlight(...rangesOf(chat.querySelector('[role=list]'), sought)));
    const watcher = new MutationObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(paint);
    });
    watcher.observe(chat, { childList: true, subtree: true, characterData: true });
    paint();
    return () => {
      watcher.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete('found');
    };
  }, [words, beside]);
}

function rangesOf(within: Element | null, sought: string[]): Range[] {
  const ranges: Range[] = [];
  if (!within) return ranges;
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.textContent!.toLocaleLowerCase();
    // Where lower case is longer, places would not fit.
    if (text.length !== node.textContent!.length) continue;
    for (const word of sought) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        ranges.push(range);
      }
    }
  }

  return ranges;
}
