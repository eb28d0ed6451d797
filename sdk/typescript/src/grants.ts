import { background } from './asker.ts';
import type { MediaGrant } from './answers.ts';
import type { Store } from './store.ts';
import { limits, type Message } from './wire.ts';

/** A form of a file that can be fetched, without a token, until a time in milliseconds since 1970. */
export interface OpenVariant {
  url: string;
  media_type: string;
  size: number;
  width?: number;
  height?: number;
  until: number;
}

/** What is open of a file, by the name of the form. */
export interface Opened {
  sha256: string;
  variants: Record<string, OpenVariant>;
}

export interface GrantsHost {
  store: Store;
  /** Addresses without a host are of this server. */
  base: string;
  open(messages: MessagePlace[]): Promise<MediaGrant[]>;
}

/** Where a message stands. */
export type MessagePlace = Pick<Message, 'conversation_id' | 'seq'>;

interface Waiting {
  sha256: string;
  resolve(opened: Opened | undefined): void;
  reject(error: unknown): void;
}

/** Asked again when less than this is left, so that nothing ends while it is looked at. */
const earlyMs = 20 * 60_000;
/** So long one call waits for others to join it. */
const gatherMs = 15;

/** The addresses under which files can be fetched: asked for many messages at once, and kept until shortly before they end. */
export class Grants {
  readonly #host: GrantsHost;
  readonly #held = new Map<string, Opened>();
  #places = new Map<string, { place: MessagePlace; waiting: Waiting[] }>();
  #gathering = false;

  constructor(host: GrantsHost) {
    this.#host = host;
  }

  /** Takes over what was kept on this device. */
  async load(): Promise<void> {
    const { grants } = this.#host.store;
    const now = Date.now();
    const [good, over] = [[] as Opened[], [] as string[]];
    for (const opened of await grants.toArray()) {
      if (Object.values(opened.variants).some((variant) => variant.until > now)) good.push(opened);
      else over.push(opened.sha256);
    }

    for (const opened of good) this.#held.set(opened.sha256, opened);
    await grants.bulkDelete(over);
  }

  forget(): void {
    this.#held.clear();
  }

  /** What is open of a file for a while yet, without asking. */
  peek(sha256: string): Opened | undefined {
    const opened = this.#held.get(sha256);
    const until = Math.max(0, ...Object.values(opened?.variants ?? {}).map((variant) => variant.until));
    return until - Date.now() > earlyMs ? opened : undefined;
  }

  /**
   * Opens a file of a message. Nothing when the message does not have it any more; a message that was recalled is not asked for.
   * @param again the address that is held does not work.
   */
  async open(place: MessagePlace, sha256: string, again = false): Promise<Opened | undefined> {
    const held = again ? undefined : this.peek(sha256);
    if (held) return held;
    const message = await this.#host.store.messages.get([place.conversation_id, place.seq]);
    if (message?.content.type === 'deleted') return undefined;
    return new Promise((resolve, reject) => {
      const key = `${place.conversation_id}/${place.seq}`;
      const queued = this.#places.get(key) ?? { place: { conversation_id: place.conversation_id, seq: place.seq }, waiting: [] };
      queued.waiting.push({ sha256, resolve, reject });
      this.#places.set(key, queued);
      if (!this.#gathering) setTimeout(() => this.#ask(), gatherMs);
      this.#gathering = true;
    });
  }

  /** Keeps what came with another answer. */
  keep(grants: MediaGrant[]): void {
    for (const grant of grants) {
      const until = Date.parse(grant.expires_at);
      const held = Object.entries(this.#held.get(grant.sha256)?.variants ?? {}).filter(([, variant]) => variant.until > Date.now());
      // The same file may be open as a picture in one message, and byte for byte in another.
      const opened: Opened = { sha256: grant.sha256, variants: Object.fromEntries(held) };
      for (const { name, ...variant } of grant.variants) {
        opened.variants[name] = { ...variant, until, url: new URL(`${grant.url}/${name}`, this.#host.base).href };
      }

      this.#held.set(grant.sha256, opened);
    }

    background(() => this.#host.store.grants.bulkPut(grants.map((grant) => this.#held.get(grant.sha256)!)));
  }

  #ask(): void {
    const all = [...this.#places.values()];
    this.#places = new Map();
    this.#gathering = false;
    for (let at = 0; at < all.length; at += limits.openedPerCall) void this.#askFor(all.slice(at, at + limits.openedPerCall));
  }

  async #askFor(some: { place: MessagePlace; waiting: Waiting[] }[]): Promise<void> {
    const waiting = some.flatMap((one) => one.waiting);
    try {
      const grants = await this.#host.open(some.map((one) => one.place));
      this.keep(grants);
      const said = new Set(grants.map((grant) => grant.sha256));
      for (const one of waiting) one.resolve(said.has(one.sha256) ? this.#held.get(one.sha256) : undefined);
    } catch (error) {
      for (const one of waiting) one.reject(error);
    }
  }
}
