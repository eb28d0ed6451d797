import { NotTheProtocol, Refused, Unreachable, readProblem, type Read } from './wire.ts';

export interface Ask<T> {
  read: Read<T>;
  query?: Record<string, string | number | undefined>;
  body?: object;
  /** Makes the call idempotent; it is then tried again when no answer came. */
  key?: string;
  timeoutMs?: number;
}

const triesWithKey = 3;

/** The HTTP half of the contract. */
export class Http {
  readonly #base: string;
  readonly #fetch: typeof fetch;
  token: string | undefined;

  /** @param base where `/api/v1` is, e.g. `https://chat.example/api/v1`. */
  constructor(base: string, fetcher: typeof fetch = (...args) => fetch(...args)) {
    this.#base = base;
    this.#fetch = fetcher;
  }

  /** @throws Refused, Unreachable or NotTheProtocol. */
  async ask<T>(method: string, path: string, ask: Ask<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#once(method, path, ask);
      } catch (error) {
        if (!(error instanceof Unreachable) || !ask.key || tries >= triesWithKey) throw error;
        await new Promise((resolve) => setTimeout(resolve, 400 * tries));
      }
    }
  }

  async #once<T>(method: string, path: string, ask: Ask<T>): Promise<T> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.token) headers['authorization'] = `Bearer ${this.token}`;
    if (ask.key) headers['idempotency-key'] = ask.key;
    if (ask.body) headers['content-type'] = 'application/json';
    const query = Object.entries(ask.query ?? {}).filter(([, value]) => value !== undefined);
    const url = this.#base + path + (query.length ? `?${new URLSearchParams(query.map(([name, value]) => [name, String(value)]))}` : '');
    let status: number;
    let body: string;
    try {
      const response = await this.#fetch(url, {
        method,
        headers,
        body: ask.body ? JSON.stringify(ask.body) : null,
        signal: AbortSignal.timeout(ask.timeoutMs ?? 20_000),
        cache: 'no-store',
        credentials: 'omit',
      });
      status = response.status;
      body = await response.text();
    } catch (error) {
      throw new Unreachable(`${method} ${path}`, { cause: error });
    }

    const json = parse(body, status);
    if (status >= 200 && status < 300) return ask.read(json, path);
    throw new Refused(readProblem(json, path));
  }
}

function parse(body: string, status: number): unknown {
  if (!body) return undefined;
  try {
    return JSON.parse(body);
  } catch (error) {
    // A gateway before the server answers 502 to 504 with a page of its own: the server was not reached.
    if (status >= 502 && status <= 504) throw new Unreachable(`status ${status}`);
    throw new NotTheProtocol(`an answer of status ${status} is not JSON`, { cause: error });
  }
}
