import { keptLanguage } from './kept.ts';
import type { Letter } from './letter.ts';
import { isKind, words } from './words.ts';

declare const self: ServiceWorkerGlobalScope;

const icon = '/icon-192.png';

/** Shows a letter, unless somebody looks at a page already. One notification for a conversation, however many messages it has. */
export async function show(letter: Letter): Promise<void> {
  const language = await keptLanguage();
  const said = words[language];
  if (letter.kind === 'test') return self.registration.showNotification('Teahouse', { body: said.test, icon, tag: 'test', lang: language });
  if (letter.kind !== 'message' || !letter.conversation_id) return;
  const { conversation_id: tag, count = 1, unread = count, title = 'Teahouse' } = letter;
  if ('setAppBadge' in navigator) await navigator.setAppBadge(unread).catch(() => undefined);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some((page) => page.focused)) return;
  if (unread <= count) await closeBut(tag);
  const what = letter.text || said[isKind(letter.what) ? letter.what : 'text'];
  const told = letter.mentioned && !letter.text ? said.mention : what;
  await self.registration.showNotification(count > 1 ? `${title} (${count})` : title, {
    body: letter.sender ? `${letter.sender}: ${told}` : told, icon, tag, renotify: true, lang: language,
    timestamp: Date.parse(letter.sent_at ?? '') || Date.now(), data: { path: `/c/${tag}`, user: letter.user_id },
  } as NotificationOptions);
}

/** All that is unread is of this conversation: what is still shown of others was read elsewhere. */
async function closeBut(tag: string): Promise<void> {
  for (const notification of await self.registration.getNotifications()) if (notification.tag !== tag) notification.close();
}

/** Goes where a notification leads: in a page that is there, or in a new one. */
export async function open(notification: Notification): Promise<void> {
  notification.close();
  const { path = '/', user } = (notification.data ?? {}) as { path?: string; user?: string };
  const [page] = await self.clients.matchAll({ type: 'window' });
  if (!page) {
    await self.clients.openWindow(user ? `${path}#for=${user}` : path);
    return;
  }

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- The pages of a worker are of its origin.
  page.postMessage({ go: path, user });
  await page.focus();
}
