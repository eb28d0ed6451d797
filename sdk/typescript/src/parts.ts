import {
  keptOf, ofActivity, ofChanged, ofHidden, ofLeft, ofMembers, ofMessage, ofPreferences, ofReceipt, type Kept,
} from './merge.ts';
import { ofAnswer, ofPlace, ofRoot, type Thread } from './threads.ts';
import { writtenIn, type Conversation, type Id, type Message, type Preferences, type Update, type User } from './wire.ts';

/** What updates say, sorted by where it is kept. */
export class Parts {
  readonly me: Id | undefined;
  readonly people = new Map<Id, User>();
  readonly ids: Id[] = [];
  readonly makes: ((generation: number) => Kept)[] = [];
  readonly messages: Message[] = [];
  readonly threads: Thread[] = [];
  readonly preferences = new Map<Id, Preferences>();
  /** People whose names will be shown. */
  readonly mentioned = new Set<Id>();
  /** Conversations of which lines or whole states have come. */
  readonly told = new Set<Id>();
  /** Conversations that only said how far they have come. */
  readonly moved = new Set<Id>();

  constructor(me: Id | undefined) {
    this.me = me;
  }

  add(id: Id, make: (generation: number) => Kept): void {
    this.ids.push(id);
    this.makes.push(make);
  }

  take(update: Update): void {
    switch (update.op) {
      case 'user': return void this.people.set(update.user.id, update.user);
      case 'message': return this.#takeMessage(update.message);
      case 'conversation': return this.#takeConversation(update.conversation);
      case 'receipt': return this.add(update.conversation_id, (generation) => ofReceipt(update, generation));
      case 'members': return this.add(update.conversation_id, (generation) => ofMembers(update, generation));
      case 'left': return this.add(update.conversation_id, (generation) => ofLeft(update.conversation_id, update.seq, generation));
      case 'hidden': return this.add(update.conversation_id, (generation) => ofHidden(update, generation));
      case 'preferences': return this.#takePreferences(update.conversation_id, update.preferences);
      case 'activity':
        this.moved.add(update.conversation_id);
        return this.add(update.conversation_id, (generation) => ofActivity(update.conversation_id, update.last_seq, update.last_n, generation));
      case 'thread':
        this.threads.push(ofPlace(update.thread));
        if (update.thread.root) this.takeChanged(update.thread.root);
        return;
      default: // What is true only now is not kept.
    }
  }

  #takeConversation(conversation: Conversation): void {
    this.told.add(conversation.id);
    this.add(conversation.id, () => keptOf(conversation, this.me));
    if (conversation.preferences) this.#keepPreferences(conversation.id, conversation.preferences);
    if (conversation.last_message) this.#keep(conversation.last_message);
  }

  #takePreferences(id: Id, preferences: Preferences): void {
    this.#keepPreferences(id, preferences);
    this.add(id, (generation) => ofPreferences(id, preferences, generation));
  }

  #keepPreferences(id: Id, preferences: Preferences): void {
    if ((this.preferences.get(id)?.version ?? -1) < preferences.version) this.preferences.set(id, preferences);
  }

  #takeMessage(message: Message): void {
    this.told.add(message.conversation_id);
    const { content } = message;
    this.add(message.conversation_id, () => ofMessage(message, this.me));
    if (content.type !== 'change') this.#keep(message);
    else if (content.message) this.takeChanged(content.message);
  }

  /** A message as it is now, found in another way than by reading on: nothing is said about what is held. */
  takeChanged(message: Message): void {
    this.add(message.conversation_id, () => ofChanged(message));
    this.#keep(message);
  }

  #keep(message: Message): void {
    this.messages.push(message);
    for (const thread of [ofRoot(message), ofAnswer(message, this.me)]) if (thread) this.threads.push(thread);
    for (const id of namedIn(message)) this.mentioned.add(id);
  }
}

/** Whose names are shown with a message. */
function namedIn({ sender_id, content, reactions = [] }: Message): Id[] {
  const named = [sender_id, ...reactions.flatMap((one) => one.user_ids)];
  if (content.type === 'event') named.push(...(content.user_ids ?? []));
  else if (content.type === 'contact') named.push(content.user_id);
  return [...named, ...[...writtenIn(content).matchAll(/<@([0-9a-f-]{36})>/g)].map((match) => match[1]!)];
}
