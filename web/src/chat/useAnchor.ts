import type { VirtualItem } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';
import type { List } from './MessageList.tsx';
import type { Row } from './rows.ts';

/**
 * Keeps what one reads where it is when lines come above it. The list holds to its topmost row by itself; where that is a day or a gap, which
 * go elsewhere or away then, this holds to the first message below.
 * @param offset where the list stood before it took in these rows.
 * @param free nobody else is taking it somewhere.
 */
export function useAnchor(list: List, rows: Row[], offset: number, free: boolean): void {
  const drawn = useRef<{ rows: Row[]; items: VirtualItem[] }>(undefined);
  useLayoutEffect(() => {
    const { current: before } = drawn;
    // Asked for its items, the list measures again what was drawn just now.
    const items = list.getVirtualItems();
    if (free && before && before.rows !== rows) {
      const held = firstBelow(before, offset);
      const index = held ? rows.findIndex((row) => row.key === held.key) : -1;
      const by = held && index > held.index ? list.measurementsCache[index]!.start - held.start + offset - (list.scrollOffset ?? 0) : 0;
      if (Math.abs(by) > 1) list.scrollBy(by);
    }

    drawn.current = { rows, items };
  });
}

/** The first message below a top that is none. */
function firstBelow({ rows, items }: { rows: Row[]; items: VirtualItem[] }, offset: number): VirtualItem | undefined {
  const below = items.filter((item) => item.end > offset);
  const isMessage = ({ index }: VirtualItem) => rows[index]?.is === 'message' || rows[index]?.is === 'event';
  return below.length && !isMessage(below[0]!) ? below.find(isMessage) : undefined;
}
