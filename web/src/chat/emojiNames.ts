import type { Choice } from './useChoosing.ts';

interface Emoji {
  label: string;
  emoji: string;
  group?: number;
  tags?: string[];
}

const most = 8;
/** Parts that are put together to others. */
const components = 2;
const loaded = new Map<string, Promise<Emoji[]>>();

function load(language: string): Promise<Emoji[]> {
  let all = loaded.get(language);
  if (!all) {
    all = fetch(`/emoji/${language}/data.json`).then(async (answer) => (await answer.json()) as Emoji[]);
    loaded.set(language, all);
    all.catch(() => loaded.delete(language));
  }

  return all;
}

/** How well an emoji is called so; less is better. */
function rank({ label, tags = [] }: Emoji, name: string): number | undefined {
  const called = [label, ...tags].map((one) => one.toLocaleLowerCase());
  const [first = ''] = called;
  if (first === name) return 0;
  if (called.includes(name)) return first.startsWith(name) ? 1 : 2;
  if (called.some((one) => one.startsWith(name))) return first.startsWith(name) ? 3 : 4;
  return first.includes(name) ? 5 : undefined;
}

/** The emoji with a name, in the reader's language or in English. */
export async function emojiNamed(name: string, language: string): Promise<Choice[]> {
  const sought = name.replaceAll('_', ' ').toLocaleLowerCase();
  const found = new Map<string, Choice>();
  for (const tongue of new Set([language, 'en'])) {
    const ranked = (await load(tongue)).filter(({ group = components }) => group !== components).map((one) => ({ one, rank: rank(one, sought) }));
    for (const { one } of ranked.filter((each) => each.rank !== undefined).toSorted((a, b) => a.rank! - b.rank!).slice(0, most)) {
      if (!found.has(one.emoji)) found.set(one.emoji, { key: one.emoji, name: one.label, sign: one.emoji, text: `${one.emoji} ` });
    }
  }

  return [...found.values()].slice(0, most);
}
