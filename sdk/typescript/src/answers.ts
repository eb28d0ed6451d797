/** What the commands around the conversation answer: contacts, workspaces, members, and what one does to a message. */
import { count, flag, id, list, number, optional, record, text, time, type Of } from './read.ts';
import { readContent, readConversation, readInfo, readMediaItem, readMember, readMessage, readSent, readThreadPlace, readUser } from './wire.ts';

const next = { next_cursor: optional(text) };
const users = list(readUser);

// Contacts and settings

export const readContact = record({
  user_id: id, since: time, remark: optional(text), tags: optional(list(text)), favourite: optional(flag),
});
export type Contact = Of<typeof readContact>;
export const readContacts = record({ contacts: list(readContact), users, version: count, ...next });

export const readContactRequest = record({ user_id: id, incoming: flag, greeting: optional(text), created_at: time });
export type ContactRequest = Of<typeof readContactRequest>;
export const readContactRequests = record({ requests: list(readContactRequest), users });
export const readContactCode = record({ code: text });
export const readBlocks = record({ users });

export const readSettings = record({
  version: count, read_receipts: flag, last_seen: text, online: text, strangers: text, findable: text, language: optional(text),
  theme: optional(text),
});
export type Settings = Of<typeof readSettings>;

// Devices

export const readPairing = record({ code: text, expires_at: time });
export const readPairingPreview = record({ device: text, address: text, same_network: flag, created_at: time, expires_at: time });
export type PairingPreview = Of<typeof readPairingPreview>;
export const readPushKey = record({ key: text });
/** A device that is pushed to; `service` is the host of its push service. */
export const readPushSubscription = record({ session_id: id, service: text, previews: flag, created_at: time, current: flag });
export const readPushSubscriptions = record({ subscriptions: list(readPushSubscription) });

// Members and invitations

export const readMembers = record({ members: list(readMember), users, ...next });
export const readMembersAdded = record({ added: list(id), requested: optional(list(id)) });
export const readInvite = record({
  code: text, created_by: id, created_at: time, uses: count, max_uses: optional(count), expires_at: optional(time), role: optional(text),
});
export type Invite = Of<typeof readInvite>;
export const readInvites = record({ invites: list(readInvite) });
export const readInvitePreview = record({
  kind: text, id, name: optional(text), avatar: optional(text), member_count: count, member: flag, needs_approval: flag, about: optional(text),
});
export type InvitePreview = Of<typeof readInvitePreview>;
export const readJoined = record({ conversation: optional(readConversation), requested: optional(flag) });
const joinRequest = record({ user_id: id, created_at: time, invited_by: optional(id) });
export type JoinRequest = Of<typeof joinRequest>;
export const readJoinRequests = record({ requests: list(joinRequest), users });
export const readConversations = record({ conversations: list(readConversation), users, ...next });

// Workspaces

export const readWorkspace = record({
  id, name: text, role: text, member_count: count, public: flag, created_at: time, about: optional(text), avatar: optional(text),
  channels: text, inviting: text,
});
export type Workspace = Of<typeof readWorkspace>;
export const readWorkspaces = record({ workspaces: list(readWorkspace) });
export const readWorkspaceMember = record({ user_id: id, role: text, joined_at: time });
export type WorkspaceMember = Of<typeof readWorkspaceMember>;
export const readWorkspaceMembers = record({ members: list(readWorkspaceMember), users, ...next });
const listedChannel = record({ id, info: readInfo, member_count: count, member: flag, created_at: time });
export type ListedChannel = Of<typeof listedChannel>;
export const readChannels = record({ channels: list(listedChannel), ...next });

// Messages

export const readFound = record({ messages: list(readMessage), users, ...next });
export type Found = Of<typeof readFound>;
const edit = record({ content: readContent, written_at: time });
export type Edit = Of<typeof edit>;
export const readEdits = record({ edits: list(edit) });
export const readReactions = record({ reactions: list(record({ emoji: text, user_id: id })), users, ...next });
export const readBallots = record({ ballots: list(record({ user_id: id, options: list(count) })), users });
export const readForwardedAs = record({ sent: list(readSent) });
export const readReceiptsOf = record({ read_by: list(id), delivered_to: list(id), members: number, users });
export const readThreads = record({ threads: list(readThreadPlace), users, ...next });
export const readScheduled = record({
  id, conversation_id: id, content: readContent, send_at: time, reply_to: optional(count),
  thread: optional(count), refused: optional(text),
});
export type Scheduled = Of<typeof readScheduled>;
export const readScheduledList = record({ scheduled: list(readScheduled) });

// Files

const mediaVariant = record({ name: text, media_type: text, size: count, width: optional(count), height: optional(count) });
export type MediaVariant = Of<typeof mediaVariant>;
export const readMediaGrant = record({ sha256: text, url: text, expires_at: time, variants: list(mediaVariant) });
export type MediaGrant = Of<typeof readMediaGrant>;
export const readMediaGrants = record({ grants: list(readMediaGrant) });
/** A file that one has uploaded. `state` is processing, ready or refused; `reason` says why in words. */
export const readMediaFile = record({
  item: readMediaItem, state: text, kept_until: optional(time), reason: optional(text), grant: optional(readMediaGrant),
});
export type MediaFile = Of<typeof readMediaFile>;
export const readMediaUsage = record({ used: count, limit: count, file_limit: count });
export type MediaUsage = Of<typeof readMediaUsage>;
export const readMediaMessages = record({ messages: list(readMessage), users, next_before_seq: optional(count) });
export type MediaMessages = Of<typeof readMediaMessages>;
