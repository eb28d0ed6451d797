import * as read from './answers.ts';
import type { Read } from './read.ts';
import {
  readConversation, readLoggedIn, readMessage, readMember, readMessages, readNothing, readPreferences, readReceipt, readSent, readSessions,
  readThreadPlace, readUser, readUsers,
} from './wire.ts';

/** Where a command stands in the HTTP API, and what reads its answer. */
export interface Route<T = unknown> {
  method: string;
  path: string;
  read: Read<T>;
}

const get = <T>(path: string, reader: Read<T>): Route<T> => ({ method: 'GET', path, read: reader });
const post = <T>(path: string, reader: Read<T>): Route<T> => ({ method: 'POST', path, read: reader });
const put = <T>(path: string, reader: Read<T>): Route<T> => ({ method: 'PUT', path, read: reader });
const patch = <T>(path: string, reader: Read<T>): Route<T> => ({ method: 'PATCH', path, read: reader });
const cut = <T>(path: string, reader: Read<T>): Route<T> => ({ method: 'DELETE', path, read: reader });

const chat = '/conversations/{conversation_id}';
const one = `${chat}/messages/{seq}`;
const house = '/workspaces/{workspace_id}';

/** Every command that `call` can ask, by its name on the socket. */
export const routes = {
  register: post('/accounts', readLoggedIn),
  log_in: post('/sessions', readLoggedIn),
  list_sessions: get('/sessions', readSessions),
  revoke_session: cut('/sessions/{session_id}', readNothing),
  begin_pairing: post('/pairings', read.readPairing),
  look_at_pairing: get('/pairings/{code}', read.readPairingPreview),
  answer_pairing: put('/pairings/{code}', readNothing),
  get_me: get('/me', readUser),
  update_me: patch('/me', readUser),
  change_password: put('/me/password', readNothing),
  deactivate: post('/me/deactivation', readNothing),
  get_user: get('/users/{user_id}', readUser),
  find_users: get('/users', readUsers),

  get_settings: get('/me/settings', read.readSettings),
  update_settings: patch('/me/settings', read.readSettings),
  list_contacts: get('/contacts', read.readContacts),
  update_contact: patch('/contacts/{user_id}', read.readContact),
  delete_contact: cut('/contacts/{user_id}', readNothing),
  list_contact_requests: get('/contacts/requests', read.readContactRequests),
  request_contact: post('/contacts/requests', read.readContactRequest),
  answer_contact_request: put('/contacts/requests/{user_id}', readNothing),
  withdraw_contact_request: cut('/contacts/requests/{user_id}', readNothing),
  list_blocks: get('/blocks', read.readBlocks),
  block: put('/blocks/{user_id}', readNothing),
  unblock: cut('/blocks/{user_id}', readNothing),
  get_contact_code: get('/me/code', read.readContactCode),
  renew_contact_code: post('/me/code', read.readContactCode),
  find_by_code: get('/codes/{code}', readUser),

  list_workspaces: get('/workspaces', read.readWorkspaces),
  create_workspace: post('/workspaces', read.readWorkspace),
  get_workspace: get(house, read.readWorkspace),
  update_workspace: patch(house, read.readWorkspace),
  list_workspace_members: get(`${house}/members`, read.readWorkspaceMembers),
  update_workspace_member: patch(`${house}/members/{user_id}`, read.readWorkspaceMember),
  remove_workspace_member: cut(`${house}/members/{user_id}`, readNothing),
  create_workspace_invite: post(`${house}/invites`, read.readInvite),
  list_workspace_invites: get(`${house}/invites`, read.readInvites),
  revoke_workspace_invite: cut(`${house}/invites/{code}`, readNothing),
  look_at_workspace_invite: get('/workspace_invites/{code}', read.readInvitePreview),
  accept_workspace_invite: post('/workspace_invites/{code}', read.readWorkspace),
  list_channels: get(`${house}/channels`, read.readChannels),
  share_channel: put(`${chat}/workspaces/{workspace_id}`, readConversation),
  unshare_channel: cut(`${chat}/workspaces/{workspace_id}`, readConversation),

  create_conversation: post('/conversations', readConversation),
  list_conversations: get('/conversations', read.readConversations),
  get_conversation: get(chat, readConversation),
  update_conversation: patch(chat, readConversation),
  list_messages: get(`${chat}/messages`, readMessages),
  receipt: put(`${chat}/receipt`, readReceipt),
  list_members: get(`${chat}/members`, read.readMembers),
  add_members: post(`${chat}/members`, read.readMembersAdded),
  remove_member: cut(`${chat}/members/{user_id}`, readNothing),
  update_member: patch(`${chat}/members/{user_id}`, readMember),
  join_conversation: post(`${chat}/join`, readConversation),
  create_invite: post(`${chat}/invites`, read.readInvite),
  list_invites: get(`${chat}/invites`, read.readInvites),
  revoke_invite: cut(`${chat}/invites/{code}`, readNothing),
  look_at_invite: get('/invites/{code}', read.readInvitePreview),
  accept_invite: post('/invites/{code}', read.readJoined),
  list_join_requests: get(`${chat}/requests`, read.readJoinRequests),
  answer_join_request: put(`${chat}/requests/{user_id}`, readNothing),
  update_preferences: patch(`${chat}/preferences`, readPreferences),

  send: post('/messages', readSent),
  get_message: get('/messages/{message_id}', readMessage),
  edit_message: patch(one, readMessage),
  recall_message: cut(one, readMessage),
  hide_message: post(`${one}/hide`, readNothing),
  clear_history: post(`${chat}/clear`, readNothing),
  list_edits: get(`${one}/edits`, read.readEdits),
  react: put(`${one}/reactions/{emoji}`, readMessage),
  unreact: cut(`${one}/reactions/{emoji}`, readMessage),
  list_reactions: get(`${one}/reactions`, read.readReactions),
  pin: put(`${one}/pin`, readMessage),
  unpin: cut(`${one}/pin`, readMessage),
  list_pins: get(`${chat}/pins`, read.readFound),
  star: put(`${one}/star`, readNothing),
  unstar: cut(`${one}/star`, readNothing),
  list_starred: get('/starred', read.readFound),
  list_mentions: get('/mentions', read.readFound),
  vote: put(`${one}/vote`, readMessage),
  close_poll: post(`${one}/close`, readMessage),
  list_ballots: get(`${one}/ballots`, read.readBallots),
  move_location: put(`${one}/location`, readMessage),
  forward: post(`${chat}/forward`, read.readForwardedAs),
  list_receipts: get(`${one}/receipts`, read.readReceiptsOf),
  list_threads: get('/threads', read.readThreads),
  get_thread: get(`${chat}/threads/{seq}`, readThreadPlace),
  follow_thread: put(`${chat}/threads/{seq}`, readThreadPlace),
  read_thread: put(`${chat}/threads/{seq}/receipt`, readThreadPlace),
  schedule_message: post(`${chat}/scheduled`, read.readScheduled),
  list_scheduled: get('/scheduled', read.readScheduledList),
  cancel_scheduled: cut('/scheduled/{scheduled_id}', readNothing),

  complete_upload: post('/media', read.readMediaFile),
  get_media: get('/media/{sha256}', read.readMediaFile),
  discard_media: cut('/media/{sha256}', readNothing),
  get_media_usage: get('/me/media', read.readMediaUsage),
  open_media: post('/media/grants', read.readMediaGrants),
  list_media: get(`${chat}/media`, read.readMediaMessages),
  remove_preview: cut(`${one}/preview`, readMessage),

  get_push_key: get('/push/key', read.readPushKey),
  subscribe_push: put('/push/subscription', read.readPushSubscription),
  unsubscribe_push: cut('/push/subscriptions/{session_id}', readNothing),
  list_push_subscriptions: get('/push/subscriptions', read.readPushSubscriptions),
  test_push: post('/push/test', readNothing),
} satisfies Record<string, Route>;

export type Op = keyof typeof routes;
export type AnswerOf<O extends Op> = (typeof routes)[O] extends Route<infer T> ? T : never;
export type FieldsOf = Record<string, unknown>;

/** The path with its names filled in, and the fields that are left for the query or the body. */
export function addressOf(route: Route, fields: FieldsOf): { path: string; rest: FieldsOf } {
  const rest: FieldsOf = { ...fields };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    delete rest[name];
    return encodeURIComponent(String(fields[name]));
  });
  return { path, rest };
}
