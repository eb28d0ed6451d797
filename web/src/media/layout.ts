import type { MediaItem } from '@teahouse/client';

/** Where a picture stands in its group, in parts of the group's width and height. */
export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Layout {
  /** Of the whole, in CSS pixels; it shrinks to where it stands, keeping its shape. */
  width: number;
  height: number;
  tiles: Tile[];
}

/** More pictures than this are only counted, on the last that is shown. */
export const shownAtMost = 5;

const box = { width: 416, height: 400, leastWidth: 120, leastHeight: 90 };
const unknown = 4 / 3;

type Sized = Pick<MediaItem, 'width' | 'height'>;

function aspectOf({ width, height }: Sized, least: number, most: number): number {
  return Math.min(most, Math.max(least, width && height ? width / height : unknown));
}

/** How a group of pictures is laid out. It depends on their sizes alone, so that nothing moves when they arrive. */
export function layoutOf(items: readonly Sized[]): Layout {
  if (items.length <= 1) return single(items[0] ?? {});
  const aspects = items.slice(0, shownAtMost).map((item) => aspectOf(item, 0.7, 1.6));
  if (aspects.length === 3 && aspects[0]! < 0.95) return besideOne(aspects);
  const rows = rowsOf(aspects);
  const heights = rows.map((row) => box.width / row.reduce((sum, one) => sum + one, 0));
  const natural = heights.reduce((sum, one) => sum + one, 0);
  // What would be too tall is cut, row by row alike.
  const height = Math.min(natural, box.width * 1.25);
  const tiles: Tile[] = [];
  let y = 0;
  rows.forEach((row, index) => {
    const whole = row.reduce((sum, one) => sum + one, 0);
    let x = 0;
    for (const one of row) {
      tiles.push({ x, y, width: one / whole, height: heights[index]! / natural });
      x += one / whole;
    }

    y += heights[index]! / natural;
  });
  return { width: box.width, height: Math.round(height), tiles };
}

/** One picture keeps its shape, within a box, and is never enlarged much. */
function single(item: Sized): Layout {
  const aspect = aspectOf(item, 0.5, 2.8);
  const natural = item.width ?? box.width;
  const width = Math.max(box.leastWidth, Math.min(box.width, box.height * aspect, Math.max(natural, box.leastHeight * aspect)));
  return { width: Math.round(width), height: Math.round(Math.max(box.leastHeight, width / aspect)), tiles: [{ x: 0, y: 0, width: 1, height: 1 }] };
}

/** A tall picture, and two beside it. */
function besideOne([first]: number[]): Layout {
  const height = Math.min(box.width, (box.width * 0.6) / first!);
  return {
    width: box.width, height: Math.round(height),
    tiles: [{ x: 0, y: 0, width: 0.6, height: 1 }, { x: 0.6, y: 0, width: 0.4, height: 0.5 }, { x: 0.6, y: 0.5, width: 0.4, height: 0.5 }],
  };
}

function rowsOf(aspects: number[]): number[][] {
  const cut = (...lengths: number[]) => {
    let at = 0;
    return lengths.map((length) => aspects.slice(at, (at += length)));
  };
  switch (aspects.length) {
    case 2: return aspects.every((one) => one >= 1.4) ? cut(1, 1) : cut(2);
    case 3: return cut(1, 2);
    case 4: return aspects[0]! >= 1.4 ? cut(1, 3) : cut(2, 2);
    default: return cut(2, 3);
  }
}
