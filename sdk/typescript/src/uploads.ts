import type { MediaFile, MediaGrant } from './answers.ts';
import { background, type Asker } from './asker.ts';
import { failFile, settleFile, type Upload } from './files.ts';
import { backoff } from './line.ts';
import type { Reader } from './reader.ts';
import type { Store } from './store.ts';
import { Refused, Unreachable, limits, type Id } from './wire.ts';

export interface UploadsHost {
  store: Store;
  asker: Asker;
  reader: Reader;
  /** There is a line: what fails is worth another try. */
  online(): boolean;
  opened(grant: MediaGrant): void;
  /** So many bytes of a file are with the server. */
  came(id: Id, bytes: number): void;
  /** There is room for another file, and perhaps a message that can go: flushes both. */
  done(): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const atOnce = 3;
const tus = { 'tus-resumable': '1.0.0' };
const mostTries = 8;

/** A piece takes about a second, so that progress is seen and little is lost with the line. */
const piece = { first: 512 << 10, least: 64 << 10, most: 8 << 20, quickMs: 700, slowMs: 3000, timeoutMs: 90_000 };

/** How long one call waits for a file to be made ready; the next one goes on. */
const readyS = Math.min(15, limits.mediaWaitS);
const askMs = 30_000;
/** Between two looks, for a server that answers at once. */
const pauseMs = 500;

/** Sends the files of messages on their way, by tus: after a reload, a crash or a broken line each goes on where the server has come to. */
export class Uploads {
  readonly #host: UploadsHost;
  readonly #running = new Map<Id, AbortController>();

  constructor(host: UploadsHost) {
    this.#host = host;
  }

  /** Starts what is not under way, oldest first. Call it when there is something new, and when the line is back. */
  async flush(): Promise<void> {
    if (!this.#host.online()) return;
    const waiting = await this.#host.store.uploads.filter((upload) => !upload.ready && !upload.failed).sortBy('id');
    for (const { id } of waiting) {
      if (this.#running.size >= atOnce) return;
      if (!this.#running.has(id)) background(() => this.#run(id));
    }
  }

  stop(): void {
    for (const running of this.#running.values()) running.abort();
  }

  /** Lets go of files that nobody wants to send any more, here and at the server. */
  cancel(files: Upload[]): void {
    for (const { id, at, sha256 } of files) {
      this.#running.get(id)?.abort();
      // What is not told now the server deletes by itself after some time.
      if (sha256) background(() => this.#discard(sha256));
      else if (at) background(() => this.#letGo(at));
    }
  }

  /** Tells the server that an upload is not wanted any more, also through a line that breaks. */
  async #letGo(at: Id): Promise<void> {
    const never = new AbortController().signal;
    for (let tries = 1; ; tries++) {
      try {
        return void (await this.#tell('DELETE', at, never));
      } catch (error) {
        if (tries >= mostTries || (error instanceof Refused && error.retry !== 'later')) throw error;
        await this.#host.wait(backoff(tries, 0.5), never);
      }
    }
  }

  async #discard(sha256: string): Promise<void> {
    const wanted = await this.#host.store.uploads.filter((upload) => upload.sha256 === sha256).count();
    if (!wanted) await this.#host.reader.call('discard_media', { sha256 });
  }

  async #run(id: Id): Promise<void> {
    const over = new AbortController();
    this.#running.set(id, over);
    const tries = { count: 0 };
    try {
      while (!over.signal.aborted) {
        try {
          await this.#send(id, over.signal, tries);
          break;
        } catch (error) {
          const ms = over.signal.aborted ? undefined : await this.#failed(id, error, ++tries.count);
          if (ms === undefined) break;
          await this.#host.wait(ms, over.signal);
        }
      }
    } finally {
      this.#running.delete(id);
    }

    this.#host.done();
  }

  /** The milliseconds to wait before the same is tried again, or nothing when it ends here. */
  async #failed(id: Id, error: unknown, tries: number): Promise<number | undefined> {
    const again = (least = 0) => Math.max(least, backoff(tries, 0.5));
    if (error instanceof Unreachable) return this.#host.online() ? again() : undefined;
    if (error instanceof Refused) {
      if (error.retry === 'after_log_in') return undefined;
      if (error.retry === 'later') return again((error.retryAfter ?? 0) * 1000);
      // The server has come to another place, or has let go of what was begun: it is asked where to go on.
      if (tries < mostTries && error.code === 'wrong_offset') return 0;
      if (tries < mostTries && error.code === 'not_found') {
        await this.#host.store.uploads.where('id').equals(id).modify((upload) => {
          delete upload.at;
          delete upload.sha256;
        });
        return again();
      }

      await failFile(this.#host.store, id, error.code);
      return undefined;
    }

    await failFile(this.#host.store, id, 'internal');
    throw error;
  }

  async #send(id: Id, signal: AbortSignal, tries: { count: number }): Promise<void> {
    const { store, reader, came } = this.#host;
    const upload = await store.uploads.get(id);
    if (!upload) return;
    let file: MediaFile | undefined;
    if (!upload.sha256) {
      const bytes = await store.bytes.get(id);
      if (!bytes) return failFile(store, id, 'not_found');
      const at = upload.at ?? (await this.#create(upload));
      if (!at || !(await this.#fill(id, at, bytes.blob, signal, tries))) return;
      const { kind, name } = upload;
      file = await reader.call('complete_upload', { upload_id: at, kind, name }, askMs);
      await store.uploads.update(id, { sha256: file.item.sha256 });
    }

    came(id, upload.size);
    await this.#ready(id, upload.sha256 ?? file!.item.sha256, file, signal);
  }

  /**
   * Begins an upload. The call is never given up halfway: it would leave an upload that nobody knows.
   * @returns nothing when nobody wants to send it any more.
   */
  async #create({ id, size }: Upload): Promise<Id | undefined> {
    const headers = { ...tus, 'upload-length': String(size) };
    const answer = await this.#raw('POST', '/uploads', { headers, signal: new AbortController().signal, timeoutMs: askMs });
    const at = answer.get('location')?.split('/').at(-1) ?? '';
    if (await this.#host.store.uploads.update(id, { at })) return at;
    await this.#letGo(at);
    return undefined;
  }

  /** Sends what the server does not have yet, piece by piece. @returns false when nobody wants to send it any more. */
  async #fill(id: Id, at: Id, blob: Blob, signal: AbortSignal, tries: { count: number }): Promise<boolean> {
    let offset = offsetIn(await this.#tell('HEAD', at, signal));
    for (let size: number = piece.first; offset < blob.size; ) {
      this.#host.came(id, offset);
      const headers = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
      const begun = performance.now();
      const body = blob.slice(offset, offset + size);
      offset = offsetIn(await this.#raw('PATCH', `/uploads/${at}`, { headers, body, signal, timeoutMs: piece.timeoutMs }));
      // A piece that has come through shows that it goes on: the next trouble is the first again.
      tries.count = 0;
      const ms = performance.now() - begun;
      if (ms < piece.quickMs) size = Math.min(piece.most, size * 2);
      else if (ms > piece.slowMs) size = Math.max(piece.least, size / 2);
      // Another tab may have taken the message back meanwhile.
      if (!(await this.#host.store.uploads.get(id))) return false;
    }

    return true;
  }

  /** Waits until the server has made of a file what it shows. */
  async #ready(id: Id, sha256: string, known: MediaFile | undefined, signal: AbortSignal): Promise<void> {
    const { store, reader, opened } = this.#host;
    for (let file = known; !signal.aborted; ) {
      file ??= await reader.call('get_media', { sha256, wait_s: readyS }, askMs);
      if (file.grant) opened(file.grant);
      if (file.state === 'ready') return settleFile(store, id, file.item);
      if (file.state === 'refused') return failFile(store, id, 'bad_media');
      await this.#host.wait(pauseMs, signal);
      file = undefined;
    }
  }

  #tell(method: string, at: Id, signal: AbortSignal): Promise<Headers> {
    return this.#raw(method, `/uploads/${at}`, { headers: tus, signal, timeoutMs: askMs });
  }

  #raw(...call: Parameters<Asker['http']['raw']>): Promise<Headers> {
    return this.#host.asker.watched(() => this.#host.asker.http.raw(...call));
  }
}

/** How far the server has come. */
function offsetIn(headers: Headers): number {
  const offset = Number(headers.get('upload-offset') ?? NaN);
  if (!Number.isSafeInteger(offset)) throw new Unreachable('no offset');
  return offset;
}
