import type { Message } from '@teahouse/client';
import { Picture } from './Picture.tsx';
import { visualsIn } from './source.ts';

/** The first picture of a message, small, beside a line that tells of it. */
export function Thumb({ message, className = 'size-9' }: { message: Message; className?: string }) {
  const item = visualsIn(message)[0] ?? message.preview?.picture;
  if (!item) return null;
  return (
    <span aria-hidden className={`bg-code relative block shrink-0 overflow-hidden rounded-md ${className}`}>
      <Picture source={{ item, place: message, upload: undefined }} pixels={48} alt="" />
    </span>
  );
}
