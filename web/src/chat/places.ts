const keyOf = (conversation: string) => `teahouse.reading/${conversation}`;

/** Keeps which message one has at the top until the tab is closed; nothing for who is at the end. */
export function keepReading(conversation: string, seq: number | undefined): void {
  try {
    if (seq === undefined) sessionStorage.removeItem(keyOf(conversation));
    else sessionStorage.setItem(keyOf(conversation), String(seq));
  } catch {
    // Storage is off: one starts at the end.
  }
}

export function readingOf(conversation: string): number | undefined {
  try {
    return Number(sessionStorage.getItem(keyOf(conversation))) || undefined;
  } catch {
    return undefined;
  }
}
