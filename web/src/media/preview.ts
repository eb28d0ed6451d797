import type { Key, Translate } from '../i18n/index.tsx';
import type { MediaContent } from './kinds.ts';
import { clockWords } from './words.ts';

const signs: Record<string, string> = { image: '📷', video: '🎬', voice: '🎤', audio: '🎵', file: '📄' };
const single: Record<string, Key> = { image: 'media.photo', video: 'media.video', audio: 'media.audio', file: 'media.file' };
const counted: Record<string, Key> = { image: 'media.photos', video: 'media.videos', audio: 'media.audios', file: 'media.files' };

/** One line of plain words for files: what they are, or what is said to them. */
export function mediaPreview({ items, text }: MediaContent, t: Translate, plain: (text: string) => string): string {
  const [first] = items;
  if (!first) return t('list.unsupported');
  const alike = items.every((item) => item.kind === first.kind);
  const sign = signs[first.kind] ?? '📄';
  if (text) return `${sign} ${plain(text)}`;
  if (first.kind === 'voice') return `${sign} ${clockWords(first.duration_ms ?? 0)}`;
  if (items.length === 1 && first.name && (first.kind === 'file' || first.kind === 'audio')) return `${sign} ${first.name}`;
  if (items.length === 1) return `${sign} ${t(single[first.kind] ?? 'media.file')}`;
  return `${sign} ${t((alike && counted[first.kind]) || 'media.items', { count: items.length })}`;
}
