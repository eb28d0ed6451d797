import type { Status, User } from '@teahouse/client';

/** What somebody is doing, unless its time is over. */
export function statusOf(user: User, now = Date.now()): Status | undefined {
  const { status } = user;
  if (!status || (!status.emoji && !status.text)) return undefined;
  return status.until && Date.parse(status.until) <= now ? undefined : status;
}

export function StatusLine({ user, fallback }: { user: User; fallback?: string }) {
  const status = statusOf(user);
  return status ? [status.emoji, status.text].filter(Boolean).join(' ') : fallback;
}
