/** Letters alone: without case, and without marks that one leaves out when in a hurry. */
const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** How well a text fits what is sought, every word of it; less is better, and nothing is no fit. */
export function fit(sought: string, text: string): number | undefined {
  const within = plain(text);
  const words = plain(sought).split(/\s+/).filter(Boolean);
  if (!words.every((word) => within.includes(word))) return undefined;
  const [first = ''] = words;
  if (within.startsWith(first)) return 0;
  return new RegExp(`[\\s@#._-]${first.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'u').test(within) ? 1 : 2;
}

/** What fits, best first, otherwise in the order that it had. */
export function sift<T>(sought: string, all: readonly T[], textOf: (one: T) => string): T[] {
  if (!sought.trim()) return [...all];
  const fits = all.map((one) => ({ one, rank: fit(sought, textOf(one)) })).filter(({ rank }) => rank !== undefined);
  return fits.toSorted((a, b) => a.rank! - b.rank!).map(({ one }) => one);
}
