import { isVisual, type MediaContent } from './kinds.ts';
import { layoutOf } from './layout.ts';

const lineHeight = 24;
const lineChars = 48;
const card = 60;

/** About how tall the files of a message will be, before they are drawn. */
export function mediaHeight({ items, text = '' }: MediaContent): number {
  const visuals = items.filter(isVisual);
  const pictures = visuals.length ? layoutOf(visuals).height : 0;
  return pictures + (items.length - visuals.length) * card + (text ? Math.ceil(text.length / lineChars) * lineHeight : 0);
}
