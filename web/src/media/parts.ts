import { newId, type FileToSend } from '@teahouse/client';
import { kindOf, type Kind } from './kinds.ts';
import { probe, shrink, type Prepared } from './shrink.ts';

/** A file that somebody is about to send. It is made ready while they still look at it. */
export interface Part {
  id: string;
  file: File;
  kind: Kind;
  /** Where it can be seen from, on this device. */
  url: string;
  alt: string;
  ready: Promise<Prepared>;
}

export function partOf(file: File): Part {
  const kind = kindOf(file);
  const ready = kind === 'image' ? shrink(file) : kind === 'file' ? Promise.resolve({ blob: file }) : probe(file, kind);
  return { id: newId(), file, kind, url: URL.createObjectURL(file), alt: '', ready };
}

export async function toSend({ file, kind, alt, ready }: Part, asFiles: boolean): Promise<FileToSend> {
  const { name } = file;
  if (asFiles || kind === 'file') return { blob: file, kind: 'file', name };
  return { ...(await ready), kind, name, ...(alt.trim() && { alt: alt.trim() }) };
}

export function release(parts: readonly Part[]): void {
  for (const part of parts) URL.revokeObjectURL(part.url);
}
