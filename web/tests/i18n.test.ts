import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { expect, test, vi } from 'vitest';
import en, { type Entry, type Key } from '../src/i18n/en.ts';
import { catalogues, makeWords, wordsOf, type Values } from '../src/i18n/index.tsx';
import { isLanguage, languages, preferredLanguage } from '../src/i18n/languages.ts';

const folder = join(import.meta.dirname, '../src');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
const every = Object.keys(languages).filter(isLanguage);
const persons = ['you', 'to_you'];
const formsOf = (entry: Entry): [string, string][] => (typeof entry === 'string' ? [['other', entry]] : Object.entries(entry));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).toSorted();

/** What a form may say without filling it in: it is for one number, or one person, alone. */
const implied: Record<string, string> = { zero: 'count', one: 'count', two: 'count', you: 'actor', to_you: 'names' };

test.each(every)('%s has every text, with the same places to fill in', async (language) => {
  const { default: texts } = await catalogues[language]();
  expect(Object.keys(texts).toSorted()).toEqual(Object.keys(en).toSorted());
  for (const key of Object.keys(en) as Key[]) {
    const wanted = placeholders(formsOf(en[key]).find(([form]) => form === 'other')![1]);
    for (const [form, text] of formsOf(texts[key])) {
      const needed = (name: string) => name !== implied[form];
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text).filter(needed), `${key} ${form}`).toEqual(wanted.filter(needed));
    }
  }
});

test.each(every)('what is counted in %s has all forms that the language knows', async (language) => {
  const { default: texts } = await catalogues[language]();
  const known = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
  for (const key of Object.keys(en) as Key[]) {
    const forms = formsOf(texts[key]).map(([form]) => form);
    const plural = forms.filter((form) => !persons.includes(form));
    const counted = plural.length > 1 || formsOf(en[key]).some(([form]) => form === 'one');
    expect(plural.toSorted(), key).toEqual(counted ? known : ['other']);
    if (plural.length < forms.length) expect(key).toMatch(/^event\./);
  }
});

test('every text is used', () => {
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !every.some((language) => name.startsWith(`i18n/${language}.`)))
    .map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const made = [
    /^refusal\./, /^message\.(pending|sent|delivered|read|failed)$/, /^settings\.theme_/, /^(event|sticker|info)\./, /^emoji\.tab_/, /^poll\.closes_/, /^place\.span_/, /^mention\.(all|here)$/, /^list\.(mute|level)_/, /^group\.mute_/,
    /^background\./, /^manage\.(inviting|history|retention)_/, /^invite\.(life|uses)_/, /^workspace\.who_/, /^privacy\.(who|findable)_/,
    /^status\.for_/, /^gallery\.(no_)?(visual|file|sound|link)$/,
    /^filter\.(unread|groups|channels)$/, /^settings\.(size|density)_/,
  ];
  const unused = Object.keys(en).filter((key) => !code.includes(`'${key}'`) && !made.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

interface Node {
  type: string;
  value?: unknown;
  name?: { name: string };
  [field: string]: unknown;
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  else if (typeof value === 'object' && value !== null) {
    if (typeof (value as Node).type === 'string') yield value as Node;
    for (const field of Object.values(value)) yield* nodesOf(field);
  }
}

const spoken = new Set(['aria-label', 'aria-description', 'alt', 'title', 'placeholder', 'label', 'hint', 'text']);

function literalsOf(source: string): string[] {
  const { program, errors } = parseSync('source.tsx', source);
  expect(errors).toEqual([]);
  const found: string[] = [];
  for (const node of nodesOf(program)) {
    if (node.type === 'JSXText' && /\p{Letter}/u.test(String(node.value))) found.push(String(node.value).trim());
    const literal = node.value as Node | null;
    if (node.type === 'JSXAttribute' && spoken.has(node.name!.name) && literal?.type === 'Literal' && literal.value !== '') found.push(String(literal.value));
  }

  return found;
}

test('the search for literal text finds it', () => {
  expect(literalsOf('<p title="Tea">Hello <b>{name}</b> 你好</p>')).toEqual(['Tea', 'Hello', '你好']);
});

test.each(sources)('%s shows only text of the catalogue', (name) => {
  expect(literalsOf(readFileSync(join(folder, name), 'utf8'))).toEqual([]);
});

test('counts choose the plural of the language', async () => {
  const { t } = makeWords('en', en);
  expect([t('list.unread', { count: 1 }), t('list.unread', { count: 2 })]).toEqual(['1 unread message', '2 unread messages']);
  expect((await wordsOf('zh-Hans')).t('list.unread', { count: 1 })).toBe('1 条未读消息');
  const arabic = await wordsOf('ar');
  const counts = [1, 2, 3, 11, 100].map((count) => arabic.t('list.unread', { count }));
  expect(counts).toEqual(['رسالة واحدة غير مقروءة', 'رسالتان غير مقروءتين', '3 رسائل غير مقروءة', '11 رسالة غير مقروءة', '100 رسالة غير مقروءة']);
});

test('the verb bends with whom it tells of', async () => {
  const spanish = await wordsOf('es');
  const said = (values: Values) => spanish.t('event.added', { actor: 'Bob', names: 'Carol', count: 1, ...values });
  expect([said({}), said({ as: 'you' }), said({ as: 'to_you' })]).toEqual(['Bob añadió a Carol', 'Añadiste a Carol', 'Bob te añadió']);
});

test('names are kept apart from text that runs the other way', async () => {
  const apart = (name: string) => `\u2068${name}\u2069`;
  expect(makeWords('en', en).t('chat.begin_text', { name: 'Alice' })).toBe('Say hello to Alice.');
  expect(makeWords('en', en).t('chat.begin_text', { name: 'ليلى' })).toBe(`\u200eSay hello to ${apart('ليلى')}.`);
  const arabic = await wordsOf('ar');
  expect(arabic.t('chat.begin_group', { name: 'Alice' })).toBe(`\u200fأهلًا بك في ${apart('Alice')}.`);
  expect(arabic.list(['Alice', 'ليلى'])).toBe(`${apart('Alice')} و${apart('ليلى')}`);
});

test('numbers within the texts have the digits of the region', () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['ar-EG']);
  const texts = { ...en, 'field.password_hint': '8 أحرف', 'chat.announce': '{name}: {text}' };
  const { t, number } = makeWords('ar', texts);
  expect([t('field.password_hint'), number(12)]).toEqual(['٨ أحرف', '١٢']);
  expect(t('chat.announce', { name: 'R2', text: '7' })).toContain('R2');
  vi.restoreAllMocks();
});

test('the first language of the browser that there is is chosen', () => {
  expect(preferredLanguage(['fr-FR', 'zh-CN', 'en'])).toBe('zh-Hans');
  expect(preferredLanguage(['en-GB', 'zh'])).toBe('en');
  expect(preferredLanguage(['en-US@posix', 'fr'])).toBe('en');
});

test.each([
  ['zh-TW', 'zh-Hant'], ['zh-HK', 'zh-Hant'], ['zh-MO', 'zh-Hant'], ['zh-Hant', 'zh-Hant'], ['zh-Hant-CN', 'zh-Hant'], ['zh', 'zh-Hans'],
  ['zh-SG', 'zh-Hans'], ['zh-Hans-HK', 'zh-Hans'], ['ja-JP', 'ja'], ['de-AT', 'de'], ['es-419', 'es'], ['ar-EG', 'ar'], ['ar', 'ar'],
])('%s reads %s', (tag, language) => {
  expect(preferredLanguage(['fr', tag, 'en'])).toBe(language);
});
