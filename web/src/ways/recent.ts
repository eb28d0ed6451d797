const key = 'teahouse.recent';
const most = 8;

/** The conversations that were open last, newest first. */
export function recent(): string[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as string[];
  } catch {
    // Storage is off or holds something else: nothing is remembered.
    return [];
  }
}

export function visited(conversation: string): void {
  try {
    localStorage.setItem(key, JSON.stringify([conversation, ...recent().filter((one) => one !== conversation)].slice(0, most)));
  } catch {
    // Storage is off: nothing is remembered.
  }
}
