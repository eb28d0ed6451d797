import { fit } from './zoom.ts';

export interface Prepared {
  blob: Blob;
  width?: number;
  height?: number;
  duration_ms?: number;
}

const side = 2560;
const quality = 0.8;
/** A picture that fits and is no larger than this is sent as it is: encoding it again would only make it worse. */
const smallBytes = 400 * 1024;
/** The name of the part that makes a picture move stands near its start. */
const headBytes = 512;

/** A picture as it is sent: within a square, upright, and never larger in bytes than before. What moves stays as it is. */
export async function shrink(file: Blob): Promise<Prepared> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    // What this browser cannot show the server may still be able to.
    return { blob: file };
  }

  const { width, height } = bitmap;
  try {
    const target = fit({ width, height }, { width: side, height: side });
    const size = { width: Math.max(1, Math.round(target.width)), height: Math.max(1, Math.round(target.height)) };
    const fits = size.width === width && size.height === height;
    if ((fits && file.size <= smallBytes) || (await moves(file))) return { blob: file, width, height };
    const blob = await encode(bitmap, size, file.type);
    return blob && blob.size < file.size ? { blob, ...size } : { blob: file, width, height };
  } finally {
    bitmap.close();
  }
}

async function moves(file: Blob): Promise<boolean> {
  if (file.type === 'image/gif') return true;
  if (file.type !== 'image/webp' && file.type !== 'image/png') return false;
  const head = new TextDecoder('latin1').decode(await file.slice(0, headBytes).arrayBuffer());
  return head.includes('ANIM') || head.includes('acTL');
}

async function encode(bitmap: ImageBitmap, { width, height }: { width: number; height: number }, from: string): Promise<Blob | undefined> {
  const scaled = await createImageBitmap(bitmap, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  const [canvas, toBlob] = canvasOf(width, height);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  if (!context) return undefined;
  context.drawImage(scaled, 0, 0);
  scaled.close();
  // What may be transparent, or was drawn with sharp lines, is better kept by WebP.
  if (from !== 'image/jpeg') {
    const blob = await toBlob('image/webp');
    if (blob?.type === 'image/webp') return blob;
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }

  return (await toBlob('image/jpeg')) ?? undefined;
}

type ToBlob = (type: string) => Promise<Blob | null>;

function canvasOf(width: number, height: number): [OffscreenCanvas | HTMLCanvasElement, ToBlob] {
  if (typeof OffscreenCanvas !== 'undefined') {
    const canvas = new OffscreenCanvas(width, height);
    return [canvas, (type) => canvas.convertToBlob({ type, quality })];
  }

  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  return [canvas, (type) => new Promise((resolve) => canvas.toBlob(resolve, type, quality))];
}

const probeMs = 4000;

/** The size and the length of a video or a recording, as far as this browser can tell. */
export function probe(file: Blob, kind: 'video' | 'audio'): Promise<Prepared> {
  return new Promise((resolve) => {
    const element = document.createElement(kind);
    const url = URL.createObjectURL(file);
    const done = () => {
      const { duration } = element;
      const size = element instanceof HTMLVideoElement && element.videoWidth ? { width: element.videoWidth, height: element.videoHeight } : {};
      resolve({ blob: file, ...size, ...(Number.isFinite(duration) && { duration_ms: Math.round(duration * 1000) }) });
      element.removeAttribute('src');
      URL.revokeObjectURL(url);
    };
    element.preload = 'metadata';
    element.onloadedmetadata = done;
    element.onerror = done;
    setTimeout(done, probeMs);
    element.src = url;
  });
}
