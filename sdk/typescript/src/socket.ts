import {
  Refused, NotTheProtocol, Unreachable, limits, readFrame, readHeartbeat, readProblem, readReady, readUpdate,
  type Frame, type Heartbeat, type Read, type Ready, type Update,
} from './wire.ts';

export interface SocketEvents {
  /** The updates of one frame, in order. */
  updates(updates: Update[]): void;
  /** @param counted how many updates have come on this socket. */
  heartbeat(heartbeat: Heartbeat, counted: number): void;
}

interface Waiting {
  read: Read<unknown>;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The part of a WebSocket that is used; the browser's own fits. */
export type OpenWebSocket = (url: string, protocol: string) => WebSocket;

const helloMs = 15_000;
const answerMs = 20_000;
const silentHeartbeats = 2.5;

/** One socket, from hello to its end. It never comes back; see `Line` for that. */
export class Socket {
  readonly #socket: WebSocket;
  readonly #events: SocketEvents;
  readonly #waiting = new Map<number, Waiting>();
  #outgoing: object[] = [];
  #ref = 0;
  #counted = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #silenceMs = helloMs;
  #ready: ((ready: Ready) => void) | undefined;
  #over: (code: number) => void = () => {};
  /** Resolves when the server has said ready; never when the socket ends before. */
  readonly ready: Promise<Ready>;
  /** Resolves with the close code: that of the server, or 1006. */
  readonly closed: Promise<number>;

  constructor(open: OpenWebSocket, url: string, hello: { token: string; cursor?: string | undefined }, events: SocketEvents) {
    this.#events = events;
    this.ready = new Promise((resolve) => (this.#ready = resolve));
    this.closed = new Promise((resolve) => (this.#over = resolve));
    this.#socket = open(url, 'teahouse.v1');
    this.#socket.onopen = () => this.#socket.send(JSON.stringify({ op: 'hello', ...hello }));
    this.#socket.onmessage = (event) => this.#receive(event.data);
    this.#socket.onclose = (event) => this.#end(event.code);
    this.#listen();
  }

  /** Sends a command; its answer is read by `read`. @throws Refused, Unreachable or NotTheProtocol. */
  ask<T>(op: string, fields: object, read: Read<T>): Promise<T> {
    const ref = ++this.#ref;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(ref)?.reject(new Unreachable(`${op} was not answered`)), answerMs);
      const done = () => clearTimeout(timer);
      this.#waiting.set(ref, {
        read,
        resolve: (value) => (done(), resolve(value as T)),
        reject: (error) => (done(), reject(error)),
      });
      this.#send({ op, ref, ...fields });
    });
  }

  /** Ends the socket at once, also where the network does not let the close through. */
  close(): void {
    this.#socket.close(1000);
    this.#end(1006);
  }

  #send(object: object): void {
    if (this.#outgoing.push(object) === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const objects = this.#outgoing;
    this.#outgoing = [];
    if (this.#socket.readyState !== 1) return;
    let frame: string[] = [];
    let size = 0;
    const post = () => {
      if (frame.length) this.#socket.send(frame.length === 1 ? frame[0]! : `[${frame.join(',')}]`);
      frame = [];
      size = 0;
    };
    for (const json of objects.map((object) => JSON.stringify(object))) {
      // A frame is at most 256 KiB of UTF-8, and a character of a JavaScript string is at most 3 bytes.
      if (frame.length === limits.batch || (size + json.length) * 3 > 240 * 1024) post();
      frame.push(json);
      size += json.length + 1;
    }

    post();
  }

  #receive(data: unknown): void {
    this.#listen();
    try {
      let updates: Update[] = [];
      const tell = () => {
        if (updates.length) this.#events.updates(updates);
        updates = [];
      };
      for (const frame of readFrame(data)) {
        if (frame.op === 'ok' || frame.op === 'error') this.#answer(frame);
        else if (frame.op === 'ready') this.#start(readReady(frame, 'ready'));
        else if (frame.op === 'heartbeat') {
          tell();
          this.#send({ op: 'heartbeat' });
          this.#events.heartbeat(readHeartbeat(frame, 'heartbeat'), this.#counted);
        } else {
          this.#counted++;
          const update = readUpdate(frame, frame.op);
          if (update) updates.push(update);
        }
      }

      tell();
    } catch (error) {
      if (!(error instanceof NotTheProtocol)) throw error;
      console.warn('teahouse:', error.message);
      this.close();
    }
  }

  #start(ready: Ready): void {
    this.#silenceMs = ready.heartbeat_s * silentHeartbeats * 1000;
    this.#listen();
    this.#ready?.(ready);
  }

  #answer(frame: Frame): void {
    const waiting = this.#settle(Number(frame['ref']));
    if (!waiting) return;
    if (frame.op === 'error') {
      waiting.reject(new Refused(readProblem(frame, 'error')));
      return;
    }

    try {
      waiting.resolve(waiting.read(frame, 'ok'));
    } catch (error) {
      waiting.reject(error as Error);
    }
  }

  #settle(ref: number): Waiting | undefined {
    const waiting = this.#waiting.get(ref);
    this.#waiting.delete(ref);
    return waiting;
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.close(), this.#silenceMs);
  }

  #end(code: number): void {
    clearTimeout(this.#silence);
    this.#socket.onmessage = null;
    for (const ref of this.#waiting.keys()) this.#settle(ref)!.reject(new Unreachable('the socket ended'));
    this.#over(code);
  }
}
