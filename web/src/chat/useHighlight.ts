import { useEffect } from 'react';

const look = new CSSStyleSheet();
look.replaceSync('::highlight(found) { background: var(--color-loud); color: var(--color-on-loud); }');
document.adoptedStyleSheets.push(look);

/** Marks the words where they stand on the screen, without touching what is drawn. */
export function useHighlight(words: string): void {
  useEffect(() => {
    const list = document.querySelector('[role=region] [role=list]');
    const sought = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (!list || !sought.length || !('highlights' in CSS)) return undefined;
    const paint = () => CSS.highlights.set('found', new Highlight(...rangesOf(list, sought)));
    const watcher = new MutationObserver(paint);
    watcher.observe(list, { childList: true, subtree: true, characterData: true });
    paint();
    return () => {
      watcher.disconnect();
      CSS.highlights.delete('found');
    };
  }, [words]);
}

function rangesOf(within: Element, sought: string[]): Range[] {
  const ranges: Range[] = [];
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
