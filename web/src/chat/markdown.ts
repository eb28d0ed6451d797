import { piecesOf } from './links.ts';

/** A stretch of text within a line. */
export type Inline =
  | { is: 'text'; text: string }
  | { is: 'bold' | 'italic' | 'strike'; inner: Inline[] }
  | { is: 'code'; text: string }
  | { is: 'link'; href: string; text: string }
  | { is: 'person'; id: string }
  | { is: 'everyone'; who: 'all' | 'here' };

export type Block =
  | { is: 'text'; inner: Inline[] }
  | { is: 'code'; text: string }
  | { is: 'quote'; inner: Block[] }
  | { is: 'list'; ordered: boolean; start: number; items: Inline[][] };

const deepest = 4;
const longestAddress = 2100;
const bullet = /^ {0,3}[-*•] +(?=\S)/;
const ordinal = /^ {0,3}(\d{1,4})[.)] +(?=\S)/;

/**
 * The Markdown subset of docs/protocol.md. Whatever is not part of it stays text: nothing is ever lost, and nothing becomes markup.
 * The work grows with the length of a line, not with its square.
 */
export function parse(text: string, depth = 0): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    const said = plain.join('\n').replace(/^\n+|\n+$/g, '');
    if (said) blocks.push({ is: 'text', inner: inlineOf(said) });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const taken = depth < deepest ? blockAt(lines, at, depth) : undefined;
    if (taken) {
      flush();
      blocks.push(taken.block);
      at = taken.next;
    } else plain.push(lines[at++]!);
  }

  if (!blocks.length) return [{ is: 'text', inner: inlineOf(text) }];
  flush();
  return blocks;
}

function blockAt(lines: string[], at: number, depth: number): { block: Block; next: number } | undefined {
  const line = lines[at]!;
  if (/^```[\w+#.-]*$/.test(line.trimEnd())) {
    const end = lines.findIndex((other, index) => index > at && other.trim() === '```');
    return end < 0 ? undefined : { block: { is: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
  }

  const run = (belongs: (other: string) => boolean) => {
    const end = lines.findIndex((other, index) => index > at && !belongs(other));
    return lines.slice(at, end < 0 ? lines.length : end);
  };
  if (/^> ?\S/.test(line)) {
    const quoted = run((other) => other.startsWith('>'));
    return { block: { is: 'quote', inner: parse(quoted.map((one) => one.replace(/^> ?/, '')).join('\n'), depth + 1) }, next: at + quoted.length };
  }

  for (const [mark, ordered] of [[bullet, false], [ordinal, true]] as const) {
    const found = mark.exec(line);
    if (!found) continue;
    const items = run((other) => mark.test(other));
    const block: Block = { is: 'list', ordered, start: Number(found[1] ?? 1), items: items.map((one) => inlineOf(one.replace(mark, ''))) };
    return { block, next: at + items.length };
  }

  return undefined;
}

const marks = [['**', 'bold'], ['__', 'bold'], ['~~', 'strike'], ['*', 'italic'], ['_', 'italic']] as const;
const token = /<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>|<!(all|here)>|\[([^[\]\n]{1,300})\]\((https?:\/\/[^\s()<>]{1,2000})\)/y;
const word = /[\p{L}\p{N}]/u;
const latin = /[A-Za-z0-9]/;

/** Reads one run of lines; marks do not reach over the end of a line. */
export function inlineOf(text: string, depth = 0): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  const flush = (to: number) => {
    if (to > from) found.push(...linked(text.slice(from, to)));
  };
  // Once a closing mark is not found, it is not looked for again before the end of the line.
  const closings = new Map<string, { until: number; at: number }>();
  for (let at = 0; at < text.length; ) {
    const taken = takeCode(text, at) ?? takeToken(text, at) ?? takeAddress(text, at) ?? (depth < deepest ? takeMarked(text, at, depth, closings) : undefined);
    if (!taken) {
      at++;
      continue;
    }

    flush(at);
    found.push(...taken.inline);
    from = at = taken.next;
  }

  flush(text.length);
  return found;
}

type Taken = { inline: Inline[]; next: number } | undefined;

function takeCode(text: string, at: number): Taken {
  if (text[at] !== '`' || text[at - 1] === '`') return undefined;
  const ticks = /^`+/.exec(text.slice(at, at + 4))![0];
  if (ticks.length > 3) return undefined;
  const line = endOfLine(text, at);
  const end = text.indexOf(ticks, at + ticks.length);
  if (end < 0 || end >= line || end === at + ticks.length) return undefined;
  return { inline: [{ is: 'code', text: text.slice(at + ticks.length, end) }], next: end + ticks.length };
}

function takeToken(text: string, at: number): Taken {
  if (text[at] !== '<' && text[at] !== '[') return undefined;
  token.lastIndex = at;
  const match = token.exec(text);
  if (!match) return undefined;
  const [whole, id, who, label, address] = match;
  const next = at + whole.length;
  if (id) return { inline: [{ is: 'person', id }], next };
  if (who) return { inline: [{ is: 'everyone', who: who as 'all' | 'here' }], next };
  const href = piecesOf(address!)[0]?.href;
  return href ? { inline: [{ is: 'link', href, text: label! }], next } : undefined;
}

/** A web address is taken as a whole, so that marks within it stay what they are. */
function takeAddress(text: string, at: number): Taken {
  if ((text[at] !== 'h' && text[at] !== 'H') || latin.test(text[at - 1] ?? '') || !/^https?:\/\//i.test(text.slice(at, at + 8))) return undefined;
  const [piece] = piecesOf(text.slice(at, Math.min(endOfLine(text, at), at + longestAddress)));
  return piece?.href ? { inline: [{ is: 'link', href: piece.href, text: piece.text }], next: at + piece.text.length } : undefined;
}

function takeMarked(text: string, at: number, depth: number, closings: Map<string, { until: number; at: number }>): Taken {
  for (const [mark, is] of marks) {
    if (!text.startsWith(mark, at)) continue;
    const single = mark.length === 1;
    const underline = mark[0] === '_';
    const boundary = underline ? word : latin;
    // A backslash keeps a mark from being one, and stays: it is the arm of a shrug.
    if (text[at - 1] === '\\' || ((single || underline) && boundary.test(text[at - 1] ?? ''))) return undefined;
    const start = at + mark.length;
    if (!text[start] || /[\s]/.test(text[start]!) || text[start] === mark[0]) continue;
    const end = closingOf(text, start, mark, boundary, closings);
    if (end < 0) continue;
    return { inline: [{ is, inner: inlineOf(text.slice(start, end), depth + 1) }], next: end + mark.length };
  }

  return undefined;
}

function closingOf(text: string, start: number, mark: string, boundary: RegExp, closings: Map<string, { until: number; at: number }>): number {
  const known = closings.get(mark);
  if (known && start <= known.until && (known.at < 0 || known.at > start)) return known.at;
  const line = endOfLine(text, start);
  let end = text.indexOf(mark, start + 1);
  for (; end >= 0 && end < line; end = text.indexOf(mark, end + 1)) {
    const doubled = mark.length === 1 && (text[end + 1] === mark || text[end - 1] === mark);
    const within = (mark.length === 1 || mark[0] === '_') && boundary.test(text[end + mark.length] ?? '');
    if (!/\s/.test(text[end - 1]!) && !doubled && !within) break;
  }

  const at = end >= 0 && end < line ? end : -1;
  closings.set(mark, { until: at < 0 ? line : at, at });
  return at;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function linked(text: string): Inline[] {
  return piecesOf(text).map((piece): Inline => (piece.href ? { is: 'link', href: piece.href, text: piece.text } : { is: 'text', text: piece.text }));
}

/** The words alone, in one line. @param name what a person is called. */
export function plainOf(text: string, name: (id: string) => string): string {
  const inline = (parts: Inline[]): string => parts.map((part) => {
    if (part.is === 'person') return `@${name(part.id)}`;
    if (part.is === 'everyone') return `@${part.who}`;
    return 'inner' in part ? inline(part.inner) : part.text;
  }).join('');
  const block = (one: Block): string => {
    if (one.is === 'text') return inline(one.inner);
    if (one.is === 'code') return one.text;
    return one.is === 'quote' ? one.inner.map(block).join(' ') : one.items.map(inline).join(' · ');
  };
  return parse(text).map(block).join(' ').replace(/\s+/g, ' ').trim();
}
