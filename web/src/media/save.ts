import type { MediaItem, Message, OpenVariant } from '@teahouse/client';
import { teahouse } from '../app/teahouse.ts';
import { itemsIn } from './source.ts';
import { bestOf } from './variants.ts';

const endings: Record<string, string> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/gif': 'gif', 'video/mp4': 'mp4', 'video/webm': 'webm', 'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'audio/webm': 'weba',
};

/** What a form of a file is called once it is on somebody's disk. What was sent as a file keeps its name. */
export function fileName({ name, kind }: Pick<MediaItem, 'name' | 'kind'>, { media_type }: Pick<OpenVariant, 'media_type'>, at: number): string {
  if (name && kind === 'file') return name;
  const start = name?.replace(/\.\w{1,5}$/, '') ?? `${kind}-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}`;
  const ending = endings[media_type.split(';')[0]!];
  return ending ? `${start}.${ending}` : start;
}

/** Fetches all files of a message to where the browser keeps what it fetches. */
export async function saveAll(message: Message): Promise<void> {
  for (const item of itemsIn(message.content)) {
    const best = bestOf(await teahouse.grants.open(message, item.sha256));
    if (best) Object.assign(document.createElement('a'), { href: best.url, download: fileName(item, best, Date.parse(message.sent_at)) }).click();
  }
}
