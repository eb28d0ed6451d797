/** How mentions are written: a person sees `@Name`, the wire has `<@UUID>`. */

export interface Mentionable {
  /** What stands on the wire, `@UUID`, `!all` or `!here`. */
  mark: string;
  name: string;
}

const mark = /<(@[0-9a-f-]{36}|!all|!here)>/g;

/** What the wire says, as one writes it; `known` learns who is meant by which name. */
export function decode(text: string, nameOf: (mark: string) => string, known: Map<string, string>): string {
  return text.replace(mark, (_, found: string) => {
    const name = `@${nameOf(found)}`;
    known.set(name, found);
    return name;
  });
}

/** What one has written, as the wire says it. The longest name counts, and only where a word ends. */
export function encode(text: string, known: ReadonlyMap<string, string>): string {
  if (!known.size) return text;
  const names = [...known.keys()].toSorted((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.replace(new RegExp(`(${names.join('|')})(?![\\p{L}\\p{N}_])`, 'gu'), (name) => `<${known.get(name)!}>`);
}

/** What is being written of a mention where the caret stands: from the `@` on. */
export function wantedAt(text: string, caret: number): { from: number; name: string } | undefined {
  const match = /(?:^|[\s(（，。、：])@([^\s@<>]{0,32})$/u.exec(text.slice(0, caret));
  return match ? { from: caret - match[1]!.length - 1, name: match[1]! } : undefined;
}

const most = 8;

/** Those who fit what is wanted: names that begin with it first. */
export function suggest(wanted: string, all: readonly Mentionable[]): Mentionable[] {
  const sought = wanted.toLocaleLowerCase();
  const fits = all.filter((one) => one.name.toLocaleLowerCase().includes(sought));
  const starts = (one: Mentionable) => (one.name.toLocaleLowerCase().startsWith(sought) ? 0 : 1);
  return fits.toSorted((a, b) => starts(a) - starts(b) || a.name.localeCompare(b.name)).slice(0, most);
}
