import type { LinkState } from './line.ts';
import type { Id, Presence } from './wire.ts';

/** What is true only now and never stored. A new object for every change. */
export interface Live {
  readonly link: LinkState;
  /** A try to connect has failed since the line was up: it is more than a slow start. */
  readonly away: boolean;
  /** Who is online, of the people in watched conversations. */
  readonly online: ReadonlySet<Id>;
  /** When those who are not were there last, as far as they show it. */
  readonly seen: ReadonlyMap<Id, string>;
  /** Who is typing, as `conversation/user`. */
  readonly typing: ReadonlySet<string>;
  /** Rises when something of one's own (devices, profile) has changed: pull what is shown of it. */
  readonly changes: number;
}

const typingMs = 6000;

/** Holds the `Live` of one tab and tells who wants to know. */
export class LiveState {
  #value: Live = { link: 'connecting', away: false, online: new Set(), seen: new Map(), typing: new Set(), changes: 0 };
  readonly #told = new Set<() => void>();
  readonly #typers = new Map<string, ReturnType<typeof setTimeout>>();

  readonly get = (): Live => this.#value;

  readonly subscribe = (told: () => void): (() => void) => {
    this.#told.add(told);
    return () => this.#told.delete(told);
  };

  set(part: Partial<Live>): void {
    this.#value = { ...this.#value, ...part };
    for (const told of this.#told) told();
  }

  /** @param whole these are all that are known; else they are news of some. */
  presence(people: Presence[], whole = false): void {
    const online = new Set(whole ? [] : this.#value.online);
    const seen = new Map(whole ? [] : this.#value.seen);
    for (const one of people) {
      if (one.online) online.add(one.user_id);
      else online.delete(one.user_id);
      if (one.last_seen_at) seen.set(one.user_id, one.last_seen_at);
    }

    this.set({ online, seen });
  }

  typing(conversation: Id, user: Id, typing: boolean): void {
    const key = `${conversation}/${user}`;
    clearTimeout(this.#typers.get(key));
    if (typing) this.#typers.set(key, setTimeout(() => this.typing(conversation, user, false), typingMs));
    else this.#typers.delete(key);
    if (this.#value.typing.has(key) === typing) return;
    const all = new Set(this.#value.typing);
    if (typing) all.add(key);
    else all.delete(key);
    this.set({ typing: all });
  }
}
