import type { Ask, Http } from './http.ts';
import { Refused } from './wire.ts';

/** Asks the server in the name of who is logged in, and hears when the session is over. */
export class Asker {
  readonly http: Http;
  readonly #over: () => void;
  readonly #asking = new Map<string, Promise<void>>();

  constructor(http: Http, over: () => void) {
    this.http = http;
    this.#over = over;
  }

  /** @throws Refused, Unreachable or NotTheProtocol. */
  ask<T>(method: string, path: string, ask: Ask<T>): Promise<T> {
    return this.watched(() => this.http.ask(method, path, ask));
  }

  /** Runs a call of any kind; one that says that the session is over ends it here too. */
  async watched<T>(call: () => Promise<T>): Promise<T> {
    const { token } = this.http;
    try {
      return await call();
    } catch (error) {
      if (error instanceof Refused && error.retry === 'after_log_in' && token === this.http.token) this.#over();
      throw error;
    }
  }

  /** What is under way already is not asked a second time. */
  once(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#asking.get(key);
    if (running) return running;
    const promise = work().finally(() => this.#asking.delete(key));
    this.#asking.set(key, promise);
    return promise;
  }

  forget(): void {
    this.#asking.clear();
  }
}

/** For what is asked again by itself when it fails: at the next heartbeat, update or look. */
export function background(work: () => Promise<unknown>): void {
  work().catch((error: unknown) => console.debug('teahouse:', error));
}
