import { Refused } from './wire.ts';
import { Socket, type OpenWebSocket, type SocketEvents } from './socket.ts';

/**
 * How things stand with the server. `stopped`: it was told not to come back by itself (an old client, too many sockets);
 * `logged_out`: the session is over.
 */
export type LinkState = 'offline' | 'connecting' | 'online' | 'stopped' | 'logged_out';

/** What to do after a socket has ended, by close code (docs/protocol.md). */
export interface Rule {
  again: 'now' | 'jitter' | 'backoff' | 'never' | 'log_in';
  /** Milliseconds; the range of the random wait of `jitter`. */
  wait?: [number, number];
  syncFirst?: boolean;
}

const rules: Record<number, Rule> = {
  4000: { again: 'jitter', wait: [0, 5000] },
  4001: { again: 'now' },
  4002: { again: 'jitter', wait: [1000, 10_000] },
  4100: { again: 'now', syncFirst: true },
  4101: { again: 'now', syncFirst: true },
  4400: { again: 'never' },
  4401: { again: 'log_in' },
  4402: { again: 'log_in' },
  4403: { again: 'never' },
  4404: { again: 'never' },
  4405: { again: 'never' },
};

export function ruleOf(code: number): Rule {
  return rules[code] ?? { again: 'backoff' };
}

const backoffMs = { first: 500, most: 30_000 };

/** The wait before the next try: exponential, half of it random. @param tries how many have failed in a row, from 1. */
export function backoff(tries: number, random: number): number {
  const whole = Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(tries - 1, 10));
  return whole / 2 + (whole / 2) * random;
}

/** A socket that has lasted this long was a good one: the next wait is short again. */
const steadyMs = 5000;

export interface LineHost extends SocketEvents {
  token: string;
  /** The last cursor that is sure, from the store. */
  cursor(): Promise<string | undefined>;
  /** Brings the store up to date over HTTP, so that `cursor` is new. */
  sync(): Promise<void>;
  state(state: LinkState): void;
  online(socket: Socket): void;
}

export interface LineOptions {
  url: string;
  open: OpenWebSocket;
  random(): number;
  /** Waits that many milliseconds, or until the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Keeps one socket alive by the rules of the contract, until it is stopped. */
export class Line {
  readonly #host: LineHost;
  readonly #options: LineOptions;
  #socket: Socket | undefined;
  #waiting = new AbortController();
  #stopped = false;
  #tries = 0;
  #readyAt = Infinity;

  constructor(host: LineHost, options: LineOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Ends when stopped, or when the contract says not to come back. */
  async run(): Promise<void> {
    let syncFirst = false;
    while (!this.#stopped) {
      let rule: Rule;
      try {
        this.#host.state('connecting');
        if (syncFirst || !(await this.#host.cursor())) await this.#host.sync();
        syncFirst = false;
        rule = ruleOf(await this.#connect(await this.#host.cursor()));
        syncFirst = rule.syncFirst ?? false;
      } catch (error) {
        rule = { again: error instanceof Refused && error.retry === 'after_log_in' ? 'log_in' : 'backoff' };
      }

      this.#socket = undefined;
      if (this.#stopped) return;
      if (rule.again === 'never' || rule.again === 'log_in') {
        this.#host.state(rule.again === 'never' ? 'stopped' : 'logged_out');
        return;
      }

      this.#host.state('offline');
      await this.#pause(rule);
    }
  }

  /** Tries at once instead of waiting on: the network is back, or a person asked for it. */
  wake(): void {
    this.#tries = 0;
    this.#waiting.abort();
  }

  /** The network is gone: do not wait for the socket to notice. */
  drop(): void {
    this.#socket?.close();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.abort();
    this.#socket?.close();
  }

  async #connect(cursor: string | undefined): Promise<number> {
    if (this.#stopped) return 1000;
    const socket = new Socket(this.#options.open, this.#options.url, { token: this.#host.token, ...(cursor && { cursor }) }, this.#host);
    this.#socket = socket;
    void socket.ready.then(() => {
      if (this.#socket !== socket) return;
      this.#readyAt = Date.now();
      this.#host.state('online');
      this.#host.online(socket);
    });
    return socket.closed;
  }

  async #pause(rule: Rule): Promise<void> {
    if (Date.now() - this.#readyAt >= steadyMs) this.#tries = 0;
    this.#readyAt = Infinity;
    const random = this.#options.random();
    const [from, to] = rule.wait ?? [0, 0];
    // Even "now" waits a little, so that a server which closes at once is not asked in a tight loop.
    const floor = this.#tries === 0 ? 0 : backoff(this.#tries, random);
    this.#tries++;
    const ms = rule.again === 'backoff' ? backoff(this.#tries, random) : Math.max(floor, from + (to - from) * random);
    this.#waiting = new AbortController();
    await this.#options.wait(ms, this.#waiting.signal);
  }
}
