import { isKept, keepShared } from './kept.ts';
import type { Letter } from './letter.ts';
import { open, show } from './notices.ts';

declare const self: ServiceWorkerGlobalScope;
declare const shellFiles: string[];
declare const shellVersion: string;

const cacheName = `shell-${shellVersion}`;
const patienceMs = 3000;

self.addEventListener('install', (event) => {
  const urls = ['/', ...shellFiles.map((file) => `/${file}`)];
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(urls)));
});

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name !== cacheName && !isKept(name)) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || /^\/(api|media)\//.test(url.pathname)) return;
  if (request.method === 'POST' && url.pathname === '/share') event.respondWith(shared(request));
  else if (request.method !== 'GET') return;
  else if (request.mode === 'navigate') event.respondWith(page(request));
  else event.respondWith(caches.match(request, { cacheName }).then((cached) => cached ?? fetch(request)));
});

self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(show(event.data.json() as Letter));
});

self.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)));

// A page that is of the former version goes on with it until somebody says that it may be loaded anew.
self.addEventListener('message', (event) => {
  const said = event.data as { letter?: Letter; takeOver?: boolean };
  if (said.letter) event.waitUntil(show(said.letter));
  if (said.takeOver) event.waitUntil(self.skipWaiting());
});

/** What another app shares is kept for the page, which asks to whom it goes. */
async function shared(request: Request): Promise<Response> {
  await keepShared(await request.formData());
  return Response.redirect('/share', 303);
}

/** The page comes from the server, so that a new version shows at once; from the cache when the server does not answer soon. */
async function page(request: Request): Promise<Response> {
  const shell = () => caches.match('/', { cacheName });
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    return response.status < 500 ? response : ((await shell()) ?? response);
  } catch (error) {
    const cached = await shell();
    if (cached) return cached;
    throw error;
  }
}
