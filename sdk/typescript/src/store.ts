import Dexie, { liveQuery, type EntityTable, type Table } from 'dexie';
import { dropMessage, type Bytes, type Upload } from './files.ts';
import type { Opened } from './grants.ts';
import { expire, isHidden, isLine, isWide, join, missing, newer, ofReceipt, ofSpan, plain, type Kept } from './merge.ts';
import { Parts } from './parts.ts';
import { joinThreads, type Thread } from './threads.ts';
import { upgradeToGroups } from './upgrade.ts';
import type { Content, Id, Message, MessageList, Preferences, Sent, Session, Update, User } from './wire.ts';

export { liveQuery };

/** Who is logged in on this device. */
export interface Account {
  user: User;
  token: string;
  session: Session;
}

/** A message on its way. `failed` has the code of the refusal and waits for a person; the others go out by themselves. */
export interface Outgoing {
  /** The order within a conversation; given by the store. */
  pos: number;
  id: Id;
  conversation_id: Id;
  content: Content;
  created_at: string;
  reply_to?: number;
  thread?: number;
  in_channel?: boolean;
  /** Its files are not with the server yet. */
  waiting?: boolean;
  failed?: string;
}

/** What is being written. `dirty` until one's other devices can know. */
export interface Draft {
  /** A conversation, or `conversation/root` for an answer in a thread, which stays on this device. */
  conversation_id: string;
  text: string;
  reply_to?: number;
  dirty?: boolean;
}

/** A receipt that the server has not confirmed yet. */
export interface PendingReceipt {
  conversation_id: Id;
  delivered_seq: number;
  read_seq: number;
}

interface MetaRow {
  key: string;
  value: unknown;
}

/** What an `apply` has found out that the engine should act on. */
export interface Applied {
  /** Conversations of which only parts are known. */
  unknown: Id[];
  /** Members whose profile is not here. */
  strangers: Id[];
  /** Conversations with messages missing between what was held and the newest. */
  holes: Id[];
  /** Conversations that have moved on without a word of what was said. */
  behind: Id[];
}

interface Page {
  id: Id;
  from: number;
  to: number;
  calm?: boolean;
}

const nothing: Applied = { unknown: [], strangers: [], holes: [], behind: [] };

/** Holes up to this many messages are filled at once; longer ones when somebody looks. */
const eagerHole = 200;

/** Everything that one account keeps on this device, shared by all tabs. */
export class Store extends Dexie {
  declare private readonly meta: Table<MetaRow, string>;
  declare readonly users: EntityTable<User, 'id'>;
  declare readonly conversations: EntityTable<Kept, 'id'>;
  declare readonly messages: Table<Message, [Id, number]>;
  declare readonly outbox: EntityTable<Outgoing, 'pos'>;
  declare readonly receipts: EntityTable<PendingReceipt, 'conversation_id'>;
  declare readonly drafts: EntityTable<Draft, 'conversation_id'>;
  declare readonly threads: Table<Thread, [Id, number]>;
  /** The files of messages on their way, and their bytes. */
  declare readonly uploads: EntityTable<Upload, 'id'>;
  declare readonly bytes: EntityTable<Bytes, 'id'>;
  declare readonly grants: EntityTable<Opened, 'sha256'>;
  /** The voice messages that one has listened to, by the message's id. */
  declare readonly played: EntityTable<{ id: Id }, 'id'>;
  /** Answers that are shown offline too, by a name of whoever keeps them. */
  declare private readonly answers: Table<MetaRow, string>;

  constructor(name = 'teahouse') {
    super(name, { chromeTransactionDurability: 'relaxed' });
    this.version(1).stores({
      meta: '&key',
      users: '&id',
      conversations: '&id, active',
      messages: '[conversation_id+seq], &id',
      outbox: '++pos, &id, conversation_id',
      receipts: '&conversation_id',
      drafts: '&conversation_id',
    });
    this.version(2).stores({
      messages: '[conversation_id+seq], &id, [conversation_id+thread+seq]',
      threads: '[conversation_id+seq]',
      answers: '&key',
    }).upgrade(upgradeToGroups);
    this.version(3).stores({ uploads: '&id, message', bytes: '&id', grants: '&sha256', played: '&id' });
  }

  /** Keeps an answer for when the server cannot be asked; forgotten with the account. */
  async keep(key: string, value: unknown): Promise<void> {
    await this.answers.put({ key, value });
  }

  async kept<T>(key: string): Promise<T | undefined> {
    return (await this.answers.get(key))?.value as T | undefined;
  }

  async account(): Promise<Account | undefined> {
    return (await this.meta.get('account'))?.value as Account | undefined;
  }

  async cursor(): Promise<string | undefined> {
    return (await this.meta.get('cursor'))?.value as string | undefined;
  }

  async setCursor(cursor: string): Promise<void> {
    await this.meta.put({ key: 'cursor', value: cursor });
  }

  async changes(): Promise<number> {
    return ((await this.meta.get('version'))?.value as number | undefined) ?? 0;
  }

  async setChanges(version: number): Promise<void> {
    await this.meta.put({ key: 'version', value: version });
  }

  async begin(account: Account): Promise<void> {
    await this.transaction('rw', this.tables, async () => {
      await this.wipe();
      await this.meta.put({ key: 'account', value: account });
      await this.users.put(account.user);
    });
  }

  /** Forgets everything: the session is over. */
  async wipe(): Promise<void> {
    await this.transaction('rw', this.tables, async () => {
      await Promise.all(this.tables.map((table) => table.clear()));
    });
  }

  /** Forgets what came from the server, keeping what a person wrote here: a full resync follows. */
  async forget(): Promise<void> {
    const tables = [this.users, this.conversations, this.messages, this.receipts, this.threads, this.grants, this.answers];
    await this.transaction('rw', tables, async () => {
      await Promise.all(tables.map((table) => table.clear()));
    });
  }

  /**
   * Applies updates in one transaction. Applying one twice, late or in another order ends in the same state.
   * @param more what an answer covers (`calm`: what is before it is not fetched by itself), and messages found in other ways.
   */
  async apply(updates: Update[], { page, found = [] }: { page?: Page; found?: Message[] } = {}): Promise<Applied> {
    const me = (await this.account())?.user.id;
    const parts = new Parts(me);
    for (const update of updates) parts.take(update);
    for (const message of found) parts.takeChanged(message);
    if (page && page.from <= page.to) parts.add(page.id, (generation) => ofSpan(page.id, page.from, page.to, generation));
    if (!parts.people.size && !parts.ids.length && !parts.threads.length) return nothing;
    return this.transaction('rw', this.tables, async () => {
      if (parts.people.size) await this.#putPeople(parts.people);
      const before = await this.#load(parts.ids);
      const after = new Map(before);
      parts.makes.forEach((make, index) => {
        const kept = after.get(parts.ids[index]!);
        const grown = make(kept?.generation ?? 1);
        after.set(grown.id, kept ? join(kept, grown) : grown);
      });
      await this.#dropOld(before, after);
      await this.#putMessages(parts.messages, after);
      await this.#hide(before, after);
      await this.#expire(before, after);
      if (me) for (const kept of after.values()) after.set(kept.id, prune(kept, me));
      await this.conversations.bulkPut([...after.values()]);
      await this.#putThreads(parts.threads);
      await this.#putDrafts(parts.preferences);
      return this.#look(before, after, parts, page?.calm);
    });
  }

  async #load(ids: Id[]): Promise<Map<Id, Kept>> {
    const found = await this.conversations.bulkGet([...new Set(ids)]);
    return new Map(found.filter((kept) => kept !== undefined).map((kept) => [kept.id, kept]));
  }

  async #putPeople(people: Map<Id, User>): Promise<void> {
    await this.users.bulkPut([...people.values()]);
    const account = await this.account();
    const me = account && people.get(account.user.id);
    if (me) await this.meta.put({ key: 'account', value: { ...account, user: me } });
  }

  /** Messages of a generation that is over. */
  async #dropOld(before: Map<Id, Kept>, after: Map<Id, Kept>): Promise<void> {
    for (const was of before.values()) if (was.generation !== after.get(was.id)!.generation) await this.#within(was.id).delete();
  }

  async #putMessages(messages: Message[], conversations: Map<Id, Kept>): Promise<void> {
    const newest = new Map<string, Message>();
    for (const message of messages) {
      const kept = conversations.get(message.conversation_id);
      if (message.generation !== kept?.generation || isHidden(kept, message.seq)) continue;
      const key = `${message.conversation_id}/${message.seq}`;
      newest.set(key, newer(newest.get(key), expire(kept, plain(message)))!);
    }

    if (!newest.size) return;
    const rows = [...newest.values()];
    const held = await this.messages.bulkGet(rows.map((row) => [row.conversation_id, row.seq]));
    await this.messages.bulkPut(rows.filter((row, index) => newer(held[index], row) === row));
    for (const { id } of await this.outbox.where('id').anyOf(rows.map((message) => message.id)).toArray()) await dropMessage(this, id);
  }

  /** What was deleted for oneself goes from the device, and the line before it becomes the last one. */
  async #hide(before: Map<Id, Kept>, after: Map<Id, Kept>): Promise<void> {
    for (const kept of after.values()) {
      const was = before.get(kept.id);
      if (was?.hidden_until !== kept.hidden_until) await this.#within(kept.id, 0, kept.hidden_until).delete();
      const fresh = kept.hidden.filter((seq) => !was?.hidden.includes(seq));
      await this.messages.bulkDelete(fresh.map((seq) => [kept.id, seq]));
      if (!kept.last_message || !isHidden(kept, kept.last_message.seq)) continue;
      const { last_message: _, ...rest } = kept;
      const last = await this.#within(kept.id).reverse().filter(isLine).first();
      after.set(kept.id, last ? { ...rest, last_message: last } : rest);
    }
  }

  /** What the conversation's own rule lets go by now goes from the device too. */
  async #expire(before: Map<Id, Kept>, after: Map<Id, Kept>): Promise<void> {
    for (const kept of after.values()) {
      const was = before.get(kept.id);
      const last = kept.last_message && expire(kept, kept.last_message);
      if (last !== kept.last_message) after.set(kept.id, { ...kept, last_message: last! });
      if (was?.expired === kept.expired && was.info?.retention?.mode === kept.info?.retention?.mode) continue;
      await this.#within(kept.id, 0, kept.expired).modify((message, row) => void (row.value = expire(kept, message)));
    }
  }

  async #putThreads(parts: Thread[]): Promise<void> {
    const keys = [...new Map(parts.map((part) => [`${part.conversation_id}/${part.seq}`, [part.conversation_id, part.seq] as [Id, number]])).values()];
    const held = (await this.threads.bulkGet(keys)).filter((thread) => thread !== undefined);
    const grown = new Map(held.map((thread) => [`${thread.conversation_id}/${thread.seq}`, thread]));
    for (const part of parts) {
      const key = `${part.conversation_id}/${part.seq}`;
      grown.set(key, joinThreads(grown.get(key), part));
    }

    if (parts.length) await this.threads.bulkPut([...grown.values()]);
  }

  /** A draft of another device takes the place of one that has been told to the others. */
  async #putDrafts(preferences: Map<Id, Preferences>): Promise<void> {
    for (const [conversation_id, { draft = '' }] of preferences) {
      const kept = await this.drafts.get(conversation_id);
      if (kept?.dirty || (kept?.text ?? '') === draft) continue;
      if (draft) await this.drafts.put({ conversation_id, text: draft });
      else await this.drafts.delete(conversation_id);
    }
  }

  async #look(before: Map<Id, Kept>, after: Map<Id, Kept>, parts: Parts, calm = false): Promise<Applied> {
    const kept = [...after.values()];
    const people = [...new Set([...parts.mentioned, ...kept.flatMap((one) => Object.keys(one.members))])];
    const profiles = await this.users.bulkGet(people);
    for (const one of kept) {
      const seq = one.last_message?.seq ?? 0;
      if (parts.me && !isWide(one) && seq > (one.places[parts.me]?.delivered_seq ?? 0)) await this.#pend(one.id, seq, 0);
    }

    return {
      unknown: kept.filter((one) => !one.known).map((one) => one.id),
      strangers: people.filter((_, index) => !profiles[index]),
      holes: calm ? [] : kept.filter((one) => parts.told.has(one.id) && isShortHole(before.get(one.id), one)).map((one) => one.id),
      behind: [...parts.moved].filter((id) => (before.get(id)?.last_n ?? 0) < (after.get(id)?.last_n ?? 0)),
    };
  }

  /** Applies a page of history. */
  async addPage(id: Id, answer: MessageList, calm = false): Promise<Applied> {
    const { messages, from_seq = messages[0]?.seq, to_seq = messages.at(-1)?.seq } = answer;
    const updates = messages.map((message): Update => ({ op: 'message', message }));
    return this.apply(updates, from_seq === undefined || to_seq === undefined ? {} : { page: { id, from: from_seq, to: to_seq, calm } });
  }

  #within(conversation: Id, from = 0, to = Infinity) {
    return this.messages.where('[conversation_id+seq]').between([conversation, from], [conversation, to], true, true);
  }

  /** The messages of a conversation that are held, in order of seq. */
  page(conversation: Id, from: number, to: number): Promise<Message[]> {
    return this.#within(conversation, from, to).toArray();
  }

  outgoing(conversation: Id): Promise<Outgoing[]> {
    return this.outbox.where('conversation_id').equals(conversation).sortBy('pos');
  }

  /** Puts a message into the outbox, behind all others. */
  async enqueue(outgoing: Omit<Outgoing, 'pos'>): Promise<void> {
    await this.outbox.add(outgoing as Outgoing);
  }

  /** The server has it: the outbox row becomes the message, in one transaction. */
  async acknowledge(outgoing: Outgoing, sent: Sent, sender: Id): Promise<Applied> {
    const { content, reply_to, thread, in_channel } = outgoing;
    const places = { ...(reply_to && { reply_to }), ...(thread && { thread }), ...(in_channel && { in_channel }) };
    const message = (await this.messages.get([sent.conversation_id, sent.seq])) ?? { ...sent, ...places, sender_id: sender, content };
    return this.apply([{ op: 'message', message }]);
  }

  /** The answers in a thread that are held, in order. */
  answersIn(conversation: Id, root: number): Promise<Message[]> {
    return this.messages.where('[conversation_id+thread+seq]').between([conversation, root, 0], [conversation, root, Infinity]).toArray();
  }

  /** Lets go of what is held before a seq: it may have changed meanwhile. */
  async letGo(conversation: Id, before: number): Promise<void> {
    await this.transaction('rw', this.conversations, this.messages, async () => {
      const kept = await this.conversations.get(conversation);
      if (!kept) return;
      await this.#within(conversation, 0, before - 1).delete();
      await this.conversations.put({ ...kept, held: kept.held.filter(([from]) => from >= before) });
    });
  }

  /** One has read as far as `seq`: counts at once here, and waits to be told to the server. */
  async markRead(conversation: Id, seq: number, me: Id): Promise<void> {
    await this.transaction('rw', this.conversations, this.messages, this.receipts, async () => {
      const kept = await this.conversations.get(conversation);
      const message = await this.messages.get([conversation, seq]);
      if (!kept || !message || (kept.places[me]?.read_seq ?? 0) >= seq) return;
      const receipt = { conversation_id: conversation, user_id: me, delivered_seq: seq, read_seq: seq, read_n: message.n };
      await this.conversations.put(prune(join(kept, ofReceipt(receipt, kept.generation)), me));
      await this.#pend(conversation, seq, seq);
    });
  }

  async #pend(conversation: Id, delivered: number, read: number): Promise<void> {
    const pending = await this.receipts.get(conversation);
    const grown = {
      conversation_id: conversation,
      delivered_seq: Math.max(pending?.delivered_seq ?? 0, delivered),
      read_seq: Math.max(pending?.read_seq ?? 0, read),
    };
    if (grown.delivered_seq !== pending?.delivered_seq || grown.read_seq !== pending.read_seq) await this.receipts.put(grown);
  }

  /** The server has this receipt, or will never take it; one that has grown meanwhile stays. */
  async settleReceipt(receipt: PendingReceipt): Promise<void> {
    await this.transaction('rw', this.receipts, async () => {
      const pending = await this.receipts.get(receipt.conversation_id);
      if (pending?.delivered_seq === receipt.delivered_seq && pending.read_seq === receipt.read_seq) {
        await this.receipts.delete(receipt.conversation_id);
      }
    });
  }

  /** Keeps what is being written; not for a session that is over, as a page that closes late would. */
  async setDraft(conversation: string, text: string, reply_to?: number): Promise<void> {
    await this.transaction('rw', this.meta, this.drafts, async () => {
      const kept = await this.drafts.get(conversation);
      if (!(await this.account())) await this.drafts.delete(conversation);
      else if ((kept?.text ?? '') !== text || kept?.reply_to !== reply_to) {
        const dirty = !conversation.includes('/') && (kept?.dirty === true || (kept?.text ?? '') !== text);
        if (text || reply_to || dirty) {
          await this.drafts.put({ conversation_id: conversation, text, ...(reply_to && { reply_to }), ...(dirty && { dirty }) });
        } else await this.drafts.delete(conversation);
      }
    });
  }

  /** The other devices can know of this draft now; one that has changed meanwhile stays dirty. */
  async settleDraft(draft: Draft): Promise<void> {
    await this.transaction('rw', this.drafts, async () => {
      const kept = await this.drafts.get(draft.conversation_id);
      if (kept?.text !== draft.text) return;
      const { dirty: _, ...rest } = kept;
      if (rest.text || rest.reply_to) await this.drafts.put(rest);
      else await this.drafts.delete(draft.conversation_id);
    });
  }
}

function prune(kept: Kept, me: Id): Kept {
  const read = kept.places[me]?.read_seq ?? 0;
  const mentioned = kept.mentioned.filter((one) => one.seq > read);
  return mentioned.length === kept.mentioned.length ? kept : { ...kept, mentioned };
}

function isShortHole(was: Kept | undefined, now: Kept): boolean {
  const newest = was?.held.at(-1)?.[1];
  if (!newest || was.generation !== now.generation) return false;
  const holes = missing(now.held, newest, now.last_seq);
  return holes.length > 0 && now.last_seq - newest <= eagerHole;
}

