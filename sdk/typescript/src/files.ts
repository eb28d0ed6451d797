import type { Outgoing, Store } from './store.ts';
import { newId } from './ids.ts';
import { limits, type ContentOf, type Id, type MediaItem } from './wire.ts';

/** A file as a person hands it over. What is known of its size and length is shown until the server says the same. */
export interface FileToSend extends Omit<MediaItem, 'sha256' | 'media_type' | 'size'> {
  blob: Blob;
}

/** A file of a message on its way. Its bytes lie beside it, so that they are not written again with every change here. */
export interface Upload {
  id: Id;
  /** The message in the outbox, and which of its files this is. */
  message: Id;
  place: number;
  size: number;
  kind: string;
  name?: string;
  /** Where its bytes go: the upload at the server. */
  at?: Id;
  /** Its hash, once the server has all of it. */
  sha256?: string;
  ready?: boolean;
  /** The code of the refusal; it then waits for a person. */
  failed?: string;
}

export interface Bytes {
  id: Id;
  blob: Blob;
}

/** A name that every server takes: whole characters, and not too many of them. */
function fitting(name: string): string {
  const whole = name.toWellFormed();
  const dot = whole.lastIndexOf('.');
  const end = dot > 0 && whole.length - dot <= 16 ? whole.slice(dot) : '';
  let start = whole.slice(0, whole.length - end.length);
  const size = (text: string) => new TextEncoder().encode(text).length;
  while (size(start + end) > limits.fileNameBytes) start = [...start].slice(0, -1).join('');
  return start + end;
}

/** Puts a message with its files into the outbox, behind all others. It waits until the server has the files. */
export async function enqueueFiles(store: Store, outgoing: Omit<Outgoing, 'pos' | 'content'>, files: FileToSend[], text: string): Promise<void> {
  const items = files.map(({ blob, name, ...rest }): MediaItem => ({
    ...rest, sha256: '', media_type: blob.type, size: blob.size, ...(name && { name: fitting(name) }),
  }));
  const uploads = items.map(({ kind, name, size }, place): Upload => ({
    id: newId(), message: outgoing.id, place, kind, size: size ?? 0, ...(name && { name }),
  }));
  await store.transaction('rw', store.outbox, store.uploads, store.bytes, async () => {
    await store.enqueue({ ...outgoing, content: { type: 'media', items, ...(text && { text }) }, waiting: true });
    await store.uploads.bulkAdd(uploads);
    await store.bytes.bulkAdd(uploads.map(({ id }, place) => ({ id, blob: files[place]!.blob })));
  });
}

/** The files of a message, in order. */
export function filesOf(store: Store, message: Id): Promise<Upload[]> {
  return store.uploads.where('message').equals(message).sortBy('place');
}

/** The server has a file and has made of it what it shows: with the last one the message can go. */
export async function settleFile(store: Store, id: Id, item: MediaItem): Promise<void> {
  await store.transaction('rw', store.outbox, store.uploads, async () => {
    const upload = await store.uploads.get(id);
    if (!upload) return;
    await store.uploads.update(id, { ready: true });
    const waiting = (await filesOf(store, upload.message)).some((one) => !one.ready);
    await store.outbox.where('id').equals(upload.message).modify((outgoing) => {
      const content = outgoing.content as ContentOf<'media'>;
      content.items[upload.place] = { ...content.items[upload.place]!, ...item };
      if (!waiting) delete outgoing.waiting;
    });
  });
}

export async function failFile(store: Store, id: Id, code: string): Promise<void> {
  await store.transaction('rw', store.outbox, store.uploads, async () => {
    const upload = await store.uploads.get(id);
    if (!upload) return;
    await store.uploads.update(id, { failed: code });
    await store.outbox.where('id').equals(upload.message).modify({ failed: code });
  });
}

/**
 * Tries a message again. Its files are looked for at the server first, which may have let go of them meanwhile.
 * @param asFiles what could not be shown goes as it is.
 */
export async function revive(store: Store, message: Id, asFiles = false): Promise<void> {
  await store.transaction('rw', store.outbox, store.uploads, async () => {
    const files = await store.uploads.where('message').equals(message).modify((upload) => {
      delete upload.failed;
      delete upload.ready;
      if (!asFiles || upload.kind === 'file') return;
      upload.kind = 'file';
      delete upload.at;
      delete upload.sha256;
    });
    await store.outbox.where('id').equals(message).modify((outgoing) => {
      delete outgoing.failed;
      if (files) outgoing.waiting = true;
      if (asFiles && outgoing.content.type === 'media') for (const item of outgoing.content.items) item.kind = 'file';
    });
  });
}

/** Takes one file off a message on its way; with the last one the message goes too. @returns what was taken off. */
export async function dropFile(store: Store, id: Id): Promise<Upload[]> {
  return store.transaction('rw', store.outbox, store.uploads, store.bytes, async () => {
    const upload = await store.uploads.get(id);
    if (!upload) return [];
    const rest = (await filesOf(store, upload.message)).filter((one) => one.id !== id);
    if (!rest.length) return dropMessage(store, upload.message);
    await store.uploads.delete(id);
    await store.bytes.delete(id);
    await store.uploads.bulkPut(rest.map((one, place) => ({ ...one, place })));
    const failed = rest.find((one) => one.failed)?.failed;
    await store.outbox.where('id').equals(upload.message).modify((outgoing) => {
      (outgoing.content as ContentOf<'media'>).items.splice(upload.place, 1);
      if (rest.every((one) => one.ready)) delete outgoing.waiting;
      if (failed) outgoing.failed = failed;
      else delete outgoing.failed;
    });
    return [upload];
  });
}

/** Takes a message out of the outbox, with its files. @returns its files. */
export async function dropMessage(store: Store, message: Id): Promise<Upload[]> {
  return store.transaction('rw', store.outbox, store.uploads, store.bytes, async () => {
    const files = await filesOf(store, message);
    await store.outbox.where('id').equals(message).delete();
    await store.uploads.bulkDelete(files.map((one) => one.id));
    await store.bytes.bulkDelete(files.map((one) => one.id));
    return files;
  });
}
