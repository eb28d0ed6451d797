import { background } from './asker.ts';
import type { Socket } from './socket.ts';
import type { Applied, Outgoing, Store } from './store.ts';
import { Refused, Unreachable, limits, readReceipt, readSent, type Content, type Id } from './wire.ts';
import { backoff } from './line.ts';

export interface OutboxHost {
  store: Store;
  /** The socket that is ready now. */
  socket(): Socket | undefined;
  me(): Id | undefined;
  applied(applied: Applied): void;
  wait(ms: number): Promise<void>;
}

/** Receipts of one conversation go out at most once in this many milliseconds. */
const receiptMs = 1000;

/** Sends what waits in the store: messages one at a time per conversation, so that their order holds; receipts coalesced. */
export class Outbox {
  readonly #host: OutboxHost;
  readonly #lanes = new Map<Id, { again: boolean }>();
  #receiptTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: OutboxHost) {
    this.#host = host;
  }

  /** Starts what is not under way. Call it when there is something new, and when a socket is ready. */
  async flush(): Promise<void> {
    if (!this.#host.socket()) return;
    const waiting = await this.#host.store.outbox.filter((outgoing) => !outgoing.failed).toArray();
    for (const conversation of new Set(waiting.map((outgoing) => outgoing.conversation_id))) {
      const lane = this.#lanes.get(conversation);
      if (lane) lane.again = true;
      else background(() => this.#run(conversation));
    }

    this.#receiptTimer ??= setTimeout(() => background(() => this.#sendReceipts()), receiptMs);
  }

  stop(): void {
    clearTimeout(this.#receiptTimer);
    this.#receiptTimer = undefined;
  }

  async #run(conversation: Id): Promise<void> {
    const lane = { again: true };
    this.#lanes.set(conversation, lane);
    try {
      while (lane.again) {
        lane.again = false;
        await this.#drain(conversation);
      }
    } finally {
      this.#lanes.delete(conversation);
    }
  }

  async #drain(conversation: Id): Promise<void> {
    for (let tries = 1; ; ) {
      const socket = this.#host.socket();
      const next = nextOf(await this.#host.store.outgoing(conversation));
      if (!socket || !next) return;
      try {
        await this.#send(socket, next);
        tries = 1;
      } catch (error) {
        const retry = await this.#failed(next, error);
        if (retry === undefined) return;
        await this.#host.wait(Math.max(retry, backoff(tries++, 0.5)));
      }
    }
  }

  async #send(socket: Socket, outgoing: Outgoing): Promise<void> {
    const { id, conversation_id, content, reply_to, thread, in_channel } = outgoing;
    const fields = { id, conversation_id, content: sendable(content), reply_to, thread, in_channel };
    const sent = await socket.ask('send', fields, readSent);
    const me = this.#host.me();
    if (me) this.#host.applied(await this.#host.store.acknowledge(outgoing, sent, me));
  }

  /** The milliseconds to wait before the same is tried again, or nothing when the lane ends. */
  async #failed(outgoing: Outgoing, error: unknown): Promise<number | undefined> {
    if (error instanceof Refused) {
      if (error.retry === 'later') return (error.retryAfter ?? 0) * 1000;
      if (error.retry === 'after_log_in') return undefined;
      await this.#host.store.outbox.update(outgoing.pos, { failed: error.code });
      return 0;
    }

    if (error instanceof Unreachable) return this.#host.socket() ? 0 : undefined;
    await this.#host.store.outbox.update(outgoing.pos, { failed: 'internal' });
    throw error;
  }

  async #sendReceipts(): Promise<void> {
    const { store, socket } = this.#host;
    const pending = await store.receipts.toArray();
    await Promise.all(pending.map(async (receipt) => {
      try {
        const { conversation_id, delivered_seq, read_seq } = receipt;
        const fields = { conversation_id, delivered_seq, ...(read_seq && { read_seq }) };
        const answer = await socket()?.ask('receipt', fields, readReceipt);
        if (!answer) return;
        this.#host.applied(await store.apply([{ op: 'receipt', ...answer }]));
        await store.settleReceipt(receipt);
      } catch (error) {
        // One that may still succeed stays in the store for the next flush.
        if (error instanceof Refused && error.retry === 'never') await store.settleReceipt(receipt);
      }
    }));
    this.#receiptTimer = undefined;
    if (pending.length && socket() && (await store.receipts.count())) await this.flush();
  }
}

/** In order; but words need not wait for the files of a message before them. */
function nextOf(outgoing: Outgoing[]): Outgoing | undefined {
  const going = outgoing.filter((one) => !one.failed);
  const waiting = going.find((one) => one.waiting);
  return going.find((one) => !one.waiting && (!waiting || one.pos < waiting.pos || one.content.type !== 'media'));
}

/** Each file once, and without what the server says of it itself. */
function sendable(content: Content): Content {
  if (content.type !== 'media') return content;
  const items = content.items.map(({ sha256, kind, name, alt }) => ({ sha256, kind, ...(name && { name }), ...(alt && { alt }) }));
  return { ...content, items: [...new Map(items.map((item) => [item.sha256, item])).values()] };
}

/** Where a message stands beside its place in the conversation. */
export interface Standing {
  reply_to?: number;
  thread?: number;
  in_channel?: boolean;
}

/** What a message on its way is beside what it says. */
export function outgoingOf(id: Id, conversation_id: Id, standing: Standing, text: string) {
  const tooLarge = new TextEncoder().encode(text).length > limits.textBytes;
  return { id, conversation_id, created_at: new Date().toISOString(), ...standing, ...(tooLarge && { failed: 'too_large' }) };
}
