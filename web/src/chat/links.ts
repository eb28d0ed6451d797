const address = /https?:\/\/[^\s<>"'`，。！？、；：（）「」『』《》【】]+/gi;

export type Piece = { text: string; href?: string };

/** A text in pieces, those that are web addresses with where they lead. Nothing else ever becomes a link. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    const found = trimmed(match[0]);
    const href = hrefOf(found);
    if (!href) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: found, href });
    at = match.index + found.length;
  }

  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** Without the punctuation of the sentence that the address stands in; a closing bracket belongs to it only with its opening one. */
function trimmed(found: string): string {
  for (;;) {
    const last = found.at(-1)!;
    const lonely = last === ')' && !found.includes('(');
    if (!lonely && !'.,!?;:]}*_~'.includes(last)) return found;
    found = found.slice(0, -1);
  }
}

function hrefOf(found: string): string | undefined {
  if (!URL.canParse(found)) return undefined;
  const url = new URL(found);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname ? url.href : undefined;
}
