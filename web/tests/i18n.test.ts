import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import en, { type Entry, type Key } from '../src/i18n/en.ts';
import { makeWords, preferredLanguage } from '../src/i18n/index.tsx';
import zh from '../src/i18n/zh-Hans.ts';

const folder = join(import.meta.dirname, '../src');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
const forms = (entry: Entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).toSorted();

test('every language has every text, with the same places to fill in', () => {
  expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
  for (const key of Object.keys(en) as Key[]) {
    const wanted = placeholders(forms(en[key]).at(-1)!);
    for (const text of [...forms(en[key]), ...forms(zh[key])]) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(wanted);
    }
  }
});

test('every text is used', () => {
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('i18n/en') && !name.startsWith('i18n/zh'))
    .map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const made = [
    /^refusal\./, /^message\.(pending|sent|delivered|read|failed)$/, /^settings\.theme_/, /^(event|sticker|info)\./, /^emoji\.tab_/, /^poll\.closes_/, /^place\.span_/, /^mention\.(all|here)$/, /^list\.(mute|level)_/, /^group\.mute_/,
    /^background\./, /^manage\.(inviting|history|retention)_/, /^invite\.(life|uses)_/, /^workspace\.who_/, /^privacy\.(who|findable)_/,
    /^status\.for_/, /^gallery\.(no_)?(visual|file|sound|link)$/,
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

test('counts choose the plural of the language', () => {
  const { t } = makeWords('en', en);
  expect([t('list.unread', { count: 1 }), t('list.unread', { count: 2 })]).toEqual(['1 unread message', '2 unread messages']);
  expect(makeWords('zh-Hans', zh).t('list.unread', { count: 1 })).toBe('1 条未读消息');
});

test('the first language of the browser that there is is chosen', () => {
  expect(preferredLanguage(['fr-FR', 'zh-CN', 'en'])).toBe('zh-Hans');
  expect(preferredLanguage(['en-GB', 'zh'])).toBe('en');
  expect(preferredLanguage(['fr'])).toBe('en');
});
