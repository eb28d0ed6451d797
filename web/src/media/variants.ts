import type { MediaItem, Opened, OpenVariant } from '@teahouse/client';

const pictures = ['small', 'medium', 'full', 'original', 'page1'];
/** What a form is within where it does not say. */
const nominal: Record<string, number> = { small: 320, medium: 1280 };
/** A picture that is enlarged this little still looks sharp. */
const enough = 0.9;

/** The smallest picture that fills a place of so many CSS pixels, or the largest that there is. */
export function pictureFor(opened: Opened | undefined, cssPixels: number, ratio: number): OpenVariant | undefined {
  const forms = pictures.flatMap((name) => {
    const variant = opened?.variants[name];
    if (!variant || !variant.media_type.startsWith('image/')) return [];
    return [{ variant, side: Math.max(variant.width ?? 0, variant.height ?? 0) || (nominal[name] ?? Infinity) }];
  }).toSorted((a, b) => a.side - b.side);
  return (forms.find((form) => form.side >= cssPixels * ratio * enough) ?? forms.at(-1))?.variant;
}

/** The pages of a document that there are pictures of, in order. */
export function pagesOf(opened: Opened | undefined): OpenVariant[] {
  const pages: OpenVariant[] = [];
  for (let number = 1; opened?.variants[`page${number}`]; number++) pages.push(opened.variants[`page${number}`]!);
  return pages;
}

/** The form that one would keep. */
export function bestOf(opened: Opened | undefined): OpenVariant | undefined {
  const { original, audio, video, full } = opened?.variants ?? {};
  return original ?? audio ?? video ?? full;
}

const endings: Record<string, string> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/gif': 'gif', 'video/mp4': 'mp4', 'video/webm': 'webm', 'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'audio/webm': 'weba',
};

/** What a form of a file is called once it is on somebody's disk. What was sent as a file keeps its name. */
export function fileName({ name, kind }: Pick<MediaItem, 'name' | 'kind'>, { media_type }: Pick<OpenVariant, 'media_type'>, at: number): string {
  if (name && kind === 'file') return name;
  const start = name?.replace(/\.\w{1,5}$/, '') ?? `${kind}-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}`;
  const ending = endings[media_type.split(';')[0]!];
  return ending ? `${start}.${ending}` : start;
}
