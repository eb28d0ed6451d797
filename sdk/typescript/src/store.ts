import Dexie, { liveQuery, type EntityTable, type Table } from 'dexie';
import { join, keptOf, missing, ofMessage, ofReceipt, type Kept } from './merge.ts';
import type { Content, Id, Message, Sent, Session, Update, User } from './wire.ts';

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
  failed?: string;
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
}

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
  declare readonly drafts: Table<{ conversation_id: Id; text: string }, Id>;

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
    await this.transaction('rw', this.users, this.conversations, this.messages, this.receipts, async () => {
      await Promise.all([this.users, this.conversations, this.messages, this.receipts].map((table) => table.clear()));
    });
  }

  /** Applies updates in one transaction. Applying one twice, late or in another order ends in the same state. */
  async apply(updates: Update[]): Promise<Applied> {
    const people = new Map<Id, User>();
    const parts: ((generation: number) => Kept)[] = [];
    const ids: Id[] = [];
    const part = (id: Id, make: (generation: number) => Kept) => (ids.push(id), parts.push(make));
    const messages: Message[] = [];
    for (const update of updates) {
      if (update.op === 'user') people.set(update.user.id, update.user);
      else if (update.op === 'receipt') part(update.conversation_id, (generation) => ofReceipt(update, generation));
      else if (update.op === 'conversation') {
        part(update.conversation.id, () => keptOf(update.conversation));
        if (update.conversation.last_message) messages.push(update.conversation.last_message);
      } else if (update.op === 'message') {
        part(update.message.conversation_id, () => ofMessage(update.message));
        messages.push(update.message);
      }
    }

    if (!people.size && !parts.length) return { unknown: [], strangers: [], holes: [] };
    return this.transaction('rw', [this.meta, this.users, this.conversations, this.messages, this.outbox, this.receipts], async () => {
      if (people.size) await this.#putPeople(people);
      const before = await this.#load(ids);
      const after = new Map(before);
      parts.forEach((make, index) => {
        const kept = after.get(ids[index]!);
        const grown = make(kept?.generation ?? 1);
        after.set(grown.id, kept ? join(kept, grown) : grown);
      });
      await this.#putConversations(before, after);
      await this.#putMessages(messages, after);
      return this.#look(before, after);
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

  async #putConversations(before: Map<Id, Kept>, after: Map<Id, Kept>): Promise<void> {
    for (const kept of after.values()) {
      const was = before.get(kept.id);
      if (was && was.generation !== kept.generation) await this.#within(kept.id).delete();
    }

    await this.conversations.bulkPut([...after.values()]);
  }

  async #putMessages(messages: Message[], conversations: Map<Id, Kept>): Promise<void> {
    const current = messages.filter((message) => message.generation === conversations.get(message.conversation_id)?.generation);
    if (!current.length) return;
    await this.messages.bulkPut(current);
    await this.outbox.where('id').anyOf(current.map((message) => message.id)).delete();
  }

  async #look(before: Map<Id, Kept>, after: Map<Id, Kept>): Promise<Applied> {
    const me = (await this.account())?.user.id;
    const kept = [...after.values()];
    const members = [...new Set(kept.flatMap((one) => Object.keys(one.members)))];
    const profiles = await this.users.bulkGet(members);
    for (const one of kept) {
      if (me && one.last_seq > (one.members[me]?.delivered_seq ?? 0)) await this.#pend(one.id, one.last_seq, 0);
    }

    return {
      unknown: kept.filter((one) => !one.known).map((one) => one.id),
      strangers: members.filter((_, index) => !profiles[index]),
      holes: kept.filter((one) => isShortHole(before.get(one.id), one)).map((one) => one.id),
    };
  }

  /** Applies a page of history. */
  async addMessages(messages: Message[]): Promise<Applied> {
    return this.apply(messages.map((message) => ({ op: 'message', message })));
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
    return this.addMessages([{ ...sent, sender_id: sender, content: outgoing.content }]);
  }

  /** One has read as far as `seq`: counts at once here, and waits to be told to the server. */
  async markRead(conversation: Id, seq: number, me: Id): Promise<void> {
    await this.transaction('rw', this.conversations, this.messages, this.receipts, async () => {
      const kept = await this.conversations.get(conversation);
      const message = await this.messages.get([conversation, seq]);
      if (!kept || !message || (kept.members[me]?.read_seq ?? 0) >= seq) return;
      const receipt = { conversation_id: conversation, user_id: me, delivered_seq: seq, read_seq: seq, read_n: message.n };
      await this.conversations.put(join(kept, ofReceipt(receipt, kept.generation)));
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
  async setDraft(conversation: Id, text: string): Promise<void> {
    await this.transaction('rw', this.meta, this.drafts, async () => {
      if (text && (await this.account())) await this.drafts.put({ conversation_id: conversation, text });
      else await this.drafts.delete(conversation);
    });
  }
}

function isShortHole(was: Kept | undefined, now: Kept): boolean {
  const newest = was?.held.at(-1)?.[1];
  if (!newest || was.generation !== now.generation) return false;
  const holes = missing(now.held, newest, now.last_seq);
  return holes.length > 0 && now.last_seq - newest <= eagerHole;
}

