import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown } from '../src/chat/Markdown.tsx';
import { inlineOf, parse, plainOf } from '../src/chat/markdown.ts';
import { decode, encode, suggest, wantedAt } from '../src/chat/mentions.ts';
import en from '../src/i18n/en.ts';
import { WordsProvider, makeWords } from '../src/i18n/index.tsx';

const alice = '0190aaaa-0000-7000-8000-000000000001';
const name = (id: string) => (id === alice ? 'Alice' : 'somebody');

function html(text: string): string {
  return renderToStaticMarkup(<WordsProvider words={makeWords('en', en)}><Markdown text={text} me={alice} name={name} /></WordsProvider>);
}

const shape = (text: string) => inlineOf(text).map((part) => ('inner' in part ? `${part.is}(${part.inner.map((one) => ('text' in one ? one.text : one.is)).join('|')})` : part.is === 'text' ? part.text : part.is));

test.each([
  ['**bold** and *italic* and _italic_ and ~~gone~~', ['bold(bold)', ' and ', 'italic(italic)', ' and ', 'italic(italic)', ' and ', 'strike(gone)']],
  ['a **b *c* d** e', ['a ', 'bold(b |italic| d)', ' e']],
  ['请喝**龙井**茶', ['请喝', 'bold(龙井)', '茶']],
  ['snake_case_name and 2*3*4', ['snake_case_name and 2*3*4']],
  ['** not bold ** and *not', ['** not bold ** and *not']],
  ['`**code**` stays', ['code', ' stays']],
  ['https://tea.example/a_b_c is whole', ['link', ' is whole']],
  ['*one\ntwo*', ['*one\ntwo*']],
  ['[menu](https://tea.example/menu)', ['link']],
  ['[menu](javascript:alert(1))', ['[menu](javascript:alert(1))']],
])('%s is read', (text, parts) => {
  expect(shape(text)).toEqual(parts);
});

test('quotes, lists and code are blocks, and what is between them stays text', () => {
  expect(parse('first\n> quoted\n> more\n- one\n- two\n2. two\n3. three\n```js\nlet a = 1;\n```\nlast').map((block) => block.is))
    .toEqual(['text', 'quote', 'list', 'list', 'code', 'text']);
  expect(html('2. two\n3. three')).toContain('<ol start="2"');
  expect(html('```\n**a**\n  b\n```')).toContain('<code>**a**\n  b</code>');
  expect(html('```\nnever closed')).not.toContain('<pre');
});

test('mentions are chips with the name of now', () => {
  expect(html(`<@${alice}> and <!all>`)).toMatch(/@Alice<\/bdi><\/span> and .*@all<\/bdi>/);
  expect(html('<@not-an-id> <!other>')).toContain('&lt;@not-an-id&gt; &lt;!other&gt;');
  expect(plainOf(`**Hi** <@${alice}>\n\n> <!here> [menu](https://tea.example/)`, name)).toBe('Hi @Alice @here menu');
});

const hostile = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '**<b onclick=alert(1)>x</b>**', '`<i>x</i>`', '> <iframe src=//x>',
  '[x](javascript:alert(1))', '[x](https://a" onmouseover="alert(1))', '[x](data:text/html,<script>1</script>)', 'https://a.example/"onmouseover="alert(1)',
  '[<img src=x>](https://tea.example/)', '- <style>*{}</style>', '```\n</code></pre><script>1</script>\n```', '&lt;script&gt;', '\u0000<a href=x>', '<@<script>>',
  '[javascript:alert(1)](https://tea.example)', 'https://user:pass@tea.example/<script>', '[x](https://tea.example/\u202egpj.exe)',
];
test.each(hostile)('%j makes no markup of its own', (text) => {
  const page = document.createElement('div');
  page.innerHTML = html(text);
  const allowed = new Set(['SPAN', 'BDI', 'STRONG', 'EM', 'S', 'CODE', 'PRE', 'BLOCKQUOTE', 'UL', 'OL', 'LI', 'A']);
  for (const element of page.querySelectorAll('*')) {
    expect(allowed, element.outerHTML).toContain(element.tagName);
    for (const { name: attribute } of element.attributes) expect(['class', 'href', 'target', 'rel', 'title', 'tabindex', 'dir', 'start']).toContain(attribute);
    if (element.tagName === 'A') expect(element.getAttribute('href')).toMatch(/^https?:\/\//);
  }
});

test('a long text of marks is read to its end', () => {
  for (const bit of ['*', '_a', '**a ', '`', '[', '[a](', '<@', '~~', 'http://', '*a _b ~~c ']) {
    const text = bit.repeat(64 * 1024 / bit.length);
    expect(plainOf(text, name).length, bit).toBeGreaterThan(0);
  }
});

test('what one writes as @Name goes out as who is meant, and comes back', () => {
  const known = new Map([['@Ann', '@1'], ['@Ann Lee', '@2'], ['@all', '!all']]);
  expect(encode('@Ann Lee and @Ann, not @Anne; @all', known)).toBe('<@2> and <@1>, not @Anne; <!all>');
  const learned = new Map<string, string>();
  expect(decode(`<@${alice}>: <!all>`, (mark) => (mark === '!all' ? 'all' : 'Alice'), learned)).toBe('@Alice: @all');
  expect(encode('@Alice: @all', learned)).toBe(`<@${alice}>: <!all>`);
});

test('an @ at the start of a word asks for somebody; one within an address does not', () => {
  expect(wantedAt('hello @al', 9)).toEqual({ from: 6, name: 'al' });
  expect(wantedAt('@', 1)).toEqual({ from: 0, name: '' });
  expect(wantedAt('me@al', 5)).toBeUndefined();
  expect(wantedAt('@al there', 9)).toBeUndefined();
  const all = ['Bob', 'Alice', 'Cal'].map((one) => ({ mark: one, name: one }));
  expect(suggest('al', all).map((one) => one.name)).toEqual(['Alice', 'Cal']);
});
