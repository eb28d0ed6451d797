/** Vite's manifest: what each source became, and what it needs. */
export type Manifest = Record<string, Chunk>;

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
  assets?: string[];
}

/** All files that the client can ask for, lazy ones too: offline, any screen and language must open. */
export function shellOf(manifest: Manifest): string[] {
  return filesOf(manifest, (chunk) => [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]);
}

/** The files that must be there before the first screen shows. */
export function firstLoadOf(manifest: Manifest): string[] {
  return filesOf(manifest, (chunk) => chunk.imports ?? []);
}

function filesOf(manifest: Manifest, next: (chunk: Chunk) => string[]): string[] {
  const seen = new Set(Object.keys(manifest).filter((name) => manifest[name]!.isEntry));
  for (const name of seen) for (const other of next(manifest[name]!)) seen.add(other);
  const chunks = [...seen].map((name) => manifest[name]!);
  return [...new Set(chunks.flatMap((chunk) => [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]))].toSorted();
}
