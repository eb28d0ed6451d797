/** Reads QR codes in pictures. */
export interface Reader {
  /** @param thorough a single picture, for which there is time; a camera has another one soon. */
  read(picture: HTMLVideoElement | ImageBitmap, thorough: boolean): Promise<string | undefined>;
}

/** The browser's own reader, where there is one: most phones have it, most desks do not. */
interface Detector {
  detect(picture: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}

declare global {
  var BarcodeDetector: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> } | undefined;
}

/** Larger pictures are looked at in this size. */
const most = { quick: 640, thorough: 1600 };

export async function openReader(): Promise<Reader> {
  const own = await globalThis.BarcodeDetector?.getSupportedFormats().catch((): string[] => []);
  if (own?.includes('qr_code')) {
    const detector = new globalThis.BarcodeDetector!({ formats: ['qr_code'] });
    return { read: async (picture) => (await detector.detect(picture))[0]?.rawValue };
  }

  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return {
    async read(picture, thorough) {
      const [width, height] = picture instanceof ImageBitmap ? [picture.width, picture.height] : [picture.videoWidth, picture.videoHeight];
      if (!width || !height) return undefined;
      const scale = Math.min(1, (thorough ? most.thorough : most.quick) / Math.max(width, height));
      canvas.width = Math.max(1, Math.round(width * scale));
      canvas.height = Math.max(1, Math.round(height * scale));
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      try {
        return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), thorough ? { effort: Infinity, timeLimit: 2000 } : {});
      } catch {
        // It throws when there is no code in the picture.
        return undefined;
      }
    },
  };
}
