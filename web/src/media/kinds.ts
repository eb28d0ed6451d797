import type { Content, ContentOf, MediaItem } from '@teahouse/client';

export type MediaContent = ContentOf<'media'>;
export type Kind = 'image' | 'video' | 'audio' | 'file';

/** What a file is sent as. A picture that is drawn by a program of its own is a file: nobody shows it as it is. */
export function kindOf({ type }: Pick<Blob, 'type'>): Kind {
  if (type.startsWith('image/') && !/svg|photoshop|djvu|dwg/.test(type)) return 'image';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') && !type.includes('midi') ? 'audio' : 'file';
}

export const isVisual = (item: Pick<MediaItem, 'kind'>): boolean => item.kind === 'image' || item.kind === 'video';

/** Nothing but pictures and videos, and perhaps words to them. */
export const isPictures = (content: Content): content is MediaContent => content.type === 'media' && content.items.length > 0 && content.items.every(isVisual);

/** The families of files that one tells apart at a glance. */
export type Family = 'pdf' | 'text' | 'archive' | 'sheet' | 'slides' | 'code' | 'audio' | 'video' | 'image' | 'other';

const families: [Family, RegExp][] = [
  ['pdf', /^pdf$/],
  ['archive', /^(zip|7z|rar|tar|gz|tgz|bz2|xz|zst)$/],
  ['sheet', /^(xlsx?|ods|csv|tsv|numbers)$/],
  ['slides', /^(pptx?|odp|key)$/],
  ['code', /^(js|ts|tsx|jsx|cs|c|h|cpp|rs|go|py|rb|java|kt|swift|sh|sql|html?|css|json|xml|ya?ml|toml)$/],
  ['text', /^(txt|md|log|docx?|odt|rtf|pages|epub)$/],
  ['audio', /^(mp3|m4a|ogg|opus|oga|wav|flac|aac)$/],
  ['video', /^(mp4|mov|webm|mkv|avi|m4v)$/],
  ['image', /^(png|jpe?g|gif|webp|avif|heic|heif|svg|bmp|tiff?|psd)$/],
];

/** The letters after the last dot of a name, where they look like an ending. */
export function endingOf(name: string | undefined): string {
  return /\.([A-Za-z0-9]{1,6})$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
}

export function familyOf({ name, media_type: type = '' }: Pick<MediaItem, 'name' | 'media_type'>): Family {
  if (type === 'application/pdf') return 'pdf';
  const byEnding = families.find(([, endings]) => endings.test(endingOf(name)))?.[0];
  if (byEnding) return byEnding;
  const kind = kindOf({ type });
  return kind === 'file' ? (type.startsWith('text/') ? 'text' : 'other') : kind;
}

const plainTypes = /^(text\/|application\/(json|xml|x-yaml|javascript|x-sh|sql|toml))/;

/** Whether the beginning of a file can be read as it is. */
export function isPlainText({ name, media_type: type = '' }: Pick<MediaItem, 'name' | 'media_type'>): boolean {
  return plainTypes.test(type) || (/^(|application\/octet-stream)$/.test(type) && /^(txt|md|log|csv|tsv|json|ya?ml|toml|xml|sql|ini|conf)$/.test(endingOf(name)));
}
