/** News of a conversation, as the server pushes it or a page tells it; see docs/protocol.md. */
export interface Letter {
  kind: string;
  user_id?: string;
  conversation_id?: string;
  title?: string;
  sender?: string;
  what?: string;
  text?: string;
  count?: number;
  unread?: number;
  mentioned?: boolean;
  sent_at?: string;
}
