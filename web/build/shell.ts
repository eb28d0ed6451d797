/** Vite's manifest: what each source became, and what it needs. */
export type Manifest = Record<string, Chunk>;

interface Chunk {
  file: string;
  name?: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
  assets?: string[];
}

/** The one file that the page asks for: all that its entry needs. */
export const door = 'door';

/** All files that the client can ask for, lazy ones too: offline, any screen and language must open. */
export function shellOf(manifest: Manifest): string[] {
  return filesOf(manifest, (chunk) => [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]);
}

/** Letters that a browser fetches only where a text has one of them. */
const rare = /-latin-ext-/;

/** The files that must be there before a screen shows, which the entry alone shows or together with a part of its own. */
export function firstLoadOf(manifest: Manifest, part?: string): string[] {
  return filesOf(manifest, (chunk) => chunk.imports ?? [], part ? [part] : []).filter((file) => !rare.test(file));
}

function filesOf(manifest: Manifest, next: (chunk: Chunk) => string[], parts: string[] = []): string[] {
  const seen = new Set([...Object.keys(manifest).filter((name) => manifest[name]!.name === door), ...parts]);
  for (const name of seen) for (const other of next(manifest[name]!)) seen.add(other);
  const chunks = [...seen].map((name) => manifest[name]!);
  return [...new Set(chunks.flatMap((chunk) => [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]))].toSorted();
}
