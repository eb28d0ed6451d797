export {};

declare const self: ServiceWorkerGlobalScope;
declare const shellFiles: string[];
declare const shellVersion: string;

const cacheName = `shell-${shellVersion}`;
const patienceMs = 3000;

self.addEventListener('install', (event) => {
  const urls = ['/', ...shellFiles.map((file) => `/${file}`)];
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(urls)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || /^\/(api|media)\//.test(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else event.respondWith(caches.match(request).then((cached) => cached ?? fetch(request)));
});

/** The page comes from the server, so that a new version shows at once; from the cache when the server does not answer soon. */
async function page(request: Request): Promise<Response> {
  const shell = () => caches.match('/');
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    return response.status < 500 ? response : ((await shell()) ?? response);
  } catch (error) {
    const cached = await shell();
    if (cached) return cached;
    throw error;
  }
}
