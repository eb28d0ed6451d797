import { NotTheProtocol, Refused, Unreachable, readProblem, type Read } from './wire.ts';

export interface Ask<T> {
  read: Read<T>;
  query?: Record<string, string | number | undefined>;
  body?: object;
  /** Makes the call idempotent; it is then tried again when no answer came. */
  key?: string;
  timeoutMs?: number;
  /** The call goes on when the page is left. */
  keepalive?: boolean;
}

/** A call that is not JSON. */
export interface Raw {
  headers?: Record<string, string>;
  body?: Blob;
  timeoutMs: number;
  signal: AbortSignal;
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

  /** Sends bytes, or asks for headers alone. @throws Refused or Unreachable. */
  async raw(method: string, path: string, { headers = {}, body, timeoutMs, signal }: Raw): Promise<Headers> {
    const response = await this.#fetched(method, path, {
      headers, body: body ?? null, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (response.status >= 200 && response.status < 300) return response.headers;
    const json = parse(response.body, response.status);
    // The answer to HEAD has no words: its status has to do.
    throw new Refused(json === undefined ? { code: response.status === 404 ? 'not_found' : 'internal', status: response.status } : readProblem(json, path));
  }

  async #once<T>(method: string, path: string, ask: Ask<T>): Promise<T> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (ask.key) headers['idempotency-key'] = ask.key;
    if (ask.body) headers['content-type'] = 'application/json';
    const query = Object.entries(ask.query ?? {}).filter(([, value]) => value !== undefined);
    const asked = path + (query.length ? `?${new URLSearchParams(query.map(([name, value]) => [name, String(value)]))}` : '');
    const { status, body } = await this.#fetched(method, asked, {
      headers, body: ask.body ? JSON.stringify(ask.body) : null, keepalive: ask.keepalive ?? false,
      signal: AbortSignal.timeout(ask.timeoutMs ?? 20_000),
    });
    const json = parse(body, status);
    if (status >= 200 && status < 300) return ask.read(json, path);
    throw new Refused(readProblem(json, path));
  }

  async #fetched(method: string, path: string, init: RequestInit & { headers: Record<string, string> }) {
    const headers = { ...init.headers, ...(this.token && { authorization: `Bearer ${this.token}` }) };
    try {
      const response = await this.#fetch(this.#base + path, { ...init, method, headers, cache: 'no-store', credentials: 'omit' });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (error) {
      throw new Unreachable(`${method} ${path}`, { cause: error });
    }
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
