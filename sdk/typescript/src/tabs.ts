import type { Live } from './live.ts';
import { newId } from './ids.ts';
import type { Id } from './wire.ts';

/** What tabs tell each other. Everything that must not be lost goes through the store instead. */
export type Note =
  | { is: 'here' }
  | { is: 'live'; live: Live }
  | { is: 'watch'; tab: Id; conversations: Id[]; active: boolean }
  | { is: 'gone'; tab: Id }
  | { is: 'typing'; conversation: Id }
  | { is: 'progress'; id: Id; bytes: number }
  | { is: 'flush' }
  | { is: 'wake' }
  | { is: 'reconnect' };

/** The tabs of one account on one device: one leads (holds the socket), the others follow through the shared store. */
export class Tabs {
  readonly id = newId();
  readonly #name: string;
  readonly #channel: BroadcastChannel | undefined;

  constructor(name: string, hear: (note: Note) => void) {
    this.#name = name;
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = (event) => hear(event.data as Note);
  }

  tell(note: Note): void {
    this.#channel?.postMessage(note);
  }

  /**
   * Runs `lead` once this tab is the one that leads. Without Web Locks (an insecure origin) every tab leads for itself:
   * merges and message ids make that harmless.
   */
  async lead(lead: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
    if (!locks) return lead();
    try {
      await locks.request(`${this.#name}/lead`, { signal }, lead);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  close(): void {
    this.tell({ is: 'gone', tab: this.id });
    this.#channel?.close();
  }
}
