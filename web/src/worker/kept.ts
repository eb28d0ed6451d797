import { isLanguage, preferredLanguage, type Language } from '../i18n/languages.ts';

/** What pages and the worker leave for each other: it outlives the versions of the client. */
const name = 'device';
const languageAt = '/~language';
const shareAt = '/~share';

/** Something shared from another app, until a page has taken it. */
export interface Shared {
  text: string;
  files: File[];
}

export const isKept = (cache: string): boolean => cache === name;

/** In which language one wants to be told; the worker has no page to ask. */
export async function keepLanguage(language: Language): Promise<void> {
  await (await caches.open(name)).put(languageAt, new Response(language));
}

export async function keptLanguage(): Promise<Language> {
  const kept = await (await (await caches.open(name)).match(languageAt))?.text();
  return kept && isLanguage(kept) ? kept : preferredLanguage(navigator.languages);
}

/** Keeps what the system's share sheet has posted. */
export async function keepShared(form: FormData): Promise<void> {
  await (await caches.open(name)).put(shareAt, new Response(form));
}

/** Takes what was shared, once. */
export async function takeShared(): Promise<Shared | undefined> {
  const cache = await caches.open(name);
  const kept = await cache.match(shareAt);
  if (!kept) return undefined;
  await cache.delete(shareAt);
  const form = await kept.formData();
  const texts = ['title', 'text', 'url'].map((field) => form.get(field)).filter((text) => typeof text === 'string' && text.trim() !== '');
  return { text: [...new Set(texts)].join('\n'), files: form.getAll('files').filter((file) => file instanceof File) };
}
