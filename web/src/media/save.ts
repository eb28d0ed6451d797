import type { Message } from '@teahouse/client';
import { teahouse } from '../app/teahouse.ts';
import { itemsIn } from './source.ts';
import { bestOf, fileName } from './variants.ts';

/** Fetches all files of a message to where the browser keeps what it fetches. */
export async function saveAll(message: Message): Promise<void> {
  for (const item of itemsIn(message.content)) {
    const best = bestOf(await teahouse.grants.open(message, item.sha256));
    if (best) Object.assign(document.createElement('a'), { href: best.url, download: fileName(item, best, Date.parse(message.sent_at)) }).click();
  }
}
