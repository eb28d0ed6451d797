import type { LinkState } from './line.ts';
import type { Id } from './wire.ts';

/** What is true only now and never stored. A new object for every change. */
export interface Live {
  readonly link: LinkState;
  /** A try to connect has failed since the line was up: it is more than a slow start. */
  readonly away: boolean;
  /** Who is online, of the people in watched conversations. */
  readonly online: ReadonlySet<Id>;
  /** Who is typing, as `conversation/user`. */
  readonly typing: ReadonlySet<string>;
  /** Rises when something of one's own (devices, profile) has changed: pull what is shown of it. */
  readonly changes: number;
}

const typingMs = 6000;

/** Holds the `Live` of one tab and tells who wants to know. */
export class LiveState {
  #value: Live = { link: 'connecting', away: false, online: new Set(), typing: new Set(), changes: 0 };
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

  presence(user: Id, online: boolean): void {
    const all = new Set(this.#value.online);
    if (online) all.add(user);
    else all.delete(user);
    this.set({ online: all });
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
