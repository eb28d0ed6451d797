import type { Opened } from '@teahouse/client';
import en from '../src/i18n/en.ts';
import { makeWords } from '../src/i18n/index.tsx';
import { mediaHeight } from '../src/media/height.ts';
import { expect, test } from 'vitest';
import { familyOf, isPlainText, kindOf } from '../src/media/kinds.ts';
import { layoutOf } from '../src/media/layout.ts';
import { keysOf } from '../src/media/look.ts';
import { mediaPreview } from '../src/media/preview.ts';
import { fileName, pagesOf, pictureFor } from '../src/media/variants.ts';
import { barsOf, waveformOf } from '../src/media/waveform.ts';
import { clockWords, sizeWords } from '../src/media/words.ts';
import { bounded, fit, whole, zoomed } from '../src/media/zoom.ts';

const wide = { width: 4000, height: 2000 };
const square = { width: 1000, height: 1000 };
const tall = { width: 1000, height: 2000 };

test('one picture keeps its shape within the box, and a small one is not blown up', () => {
  const { width, height } = layoutOf([wide]);
  expect([width, height]).toEqual([416, 208]);
  expect(layoutOf([tall]).height).toBe(400);
  expect(layoutOf([{ width: 200, height: 150 }])).toMatchObject({ width: 200, height: 150 });
  expect(layoutOf([{ width: 10, height: 10 }])).toMatchObject({ width: 120, height: 120 });
  expect(layoutOf([{ width: 10_000, height: 100 }]).height).toBeGreaterThanOrEqual(90);
});

test.each([2, 3, 4, 5, 9])('a group of %i fills its box without a hole and without an overlap', (count) => {
  for (const first of [wide, square, tall, {}]) {
    const { tiles } = layoutOf([first, ...Array.from({ length: count - 1 }, (_, index) => [square, wide, tall][index % 3]!)]);
    expect(tiles).toHaveLength(Math.min(5, count));
    expect(tiles.reduce((sum, tile) => sum + tile.width * tile.height, 0)).toBeCloseTo(1);
    for (const tile of tiles) {
      expect(tile.x + tile.width).toBeLessThanOrEqual(1.000001);
      expect(tile.y + tile.height).toBeLessThanOrEqual(1.000001);
    }
  }
});

test('two wide pictures stand above each other, two others beside each other', () => {
  expect(layoutOf([wide, wide]).tiles.map((tile) => tile.x)).toEqual([0, 0]);
  expect(layoutOf([square, tall]).tiles.map((tile) => tile.y)).toEqual([0, 0]);
  expect(layoutOf([tall, square, square]).tiles[0]).toMatchObject({ x: 0, width: 0.6, height: 1 });
});

const opened: Opened = {
  sha256: '', variants: {
    full: { url: 'full', media_type: 'image/jpeg', size: 9, width: 4000, height: 3000, until: 0 },
    small: { url: 'small', media_type: 'image/jpeg', size: 1, until: 0 },
    medium: { url: 'medium', media_type: 'image/jpeg', size: 3, width: 1280, height: 960, until: 0 },
    video: { url: 'video', media_type: 'video/mp4', size: 99, until: 0 },
    page1: { url: 'page1', media_type: 'image/png', size: 4, until: 0 },
    page2: { url: 'page2', media_type: 'image/png', size: 4, until: 0 },
  },
};

test('the smallest picture that is sharp enough is taken', () => {
  expect(pictureFor(opened, 160, 2)?.url).toBe('small');
  expect(pictureFor(opened, 416, 1)?.url).toBe('medium');
  expect(pictureFor(opened, 1400, 1)?.url).toBe('medium');
  expect(pictureFor(opened, 1000, 2)?.url).toBe('full');
  expect(pictureFor({ sha256: '', variants: {} }, 100, 1)).toBeUndefined();
  expect(pagesOf(opened).map((page) => page.url)).toEqual(['page1', 'page2']);
});

test('a waveform survives the way there and back, and nonsense is flat', () => {
  const levels = Array.from({ length: 640 }, (_, index) => (index < 320 ? 0.1 : 0.4));
  const bars = barsOf(waveformOf(levels), 4);
  expect(bars.map((bar) => Math.round(bar * 100))).toEqual([25, 25, 100, 100]);
  expect(new Set(barsOf('not base64!', 10))).toEqual(new Set([0.35]));
  expect(barsOf(undefined, 3)).toHaveLength(3);
  expect(atob(waveformOf([]))).toHaveLength(64);
});

test('sizes and lengths are written as people read them', () => {
  expect([999, 840_000, 12_400_000, 4_300_000_000].map((size) => sizeWords(size, 'en'))).toEqual(['999 bytes', '840 kB', '12.4 MB', '4.3 GB']);
  expect([0, 6_700, 750_000, 3_723_000].map(clockWords)).toEqual(['0:00', '0:07', '12:30', '1:02:03']);
});

test('what a file is sent and shown as', () => {
  expect(['image/jpeg', 'image/svg+xml', 'video/mp4', 'audio/ogg', 'application/zip', ''].map((type) => kindOf({ type }))).toEqual(
    ['image', 'file', 'video', 'audio', 'file', 'file']);
  expect(familyOf({ name: 'plan.PDF' })).toBe('pdf');
  expect(familyOf({ name: 'data', media_type: 'text/plain' })).toBe('text');
  expect(isPlainText({ name: 'notes.md' })).toBe(true);
  expect(isPlainText({ name: 'notes.md', media_type: 'application/zip' })).toBe(false);
});

test('a picture is enlarged about the finger and never moved beyond its edge', () => {
  const box = { width: 400, height: 800 };
  const shown = fit({ width: 4000, height: 3000 }, box);
  expect(shown).toEqual({ width: 400, height: 300 });
  const near = zoomed(whole, 2, { x: 100, y: 0 }, shown, box);
  expect(near).toEqual({ scale: 2, x: -100, y: 0 });
  expect(bounded({ scale: 2, x: 900, y: 50 }, shown, box)).toEqual({ scale: 2, x: 200, y: 0 });
  expect(zoomed(near, 0.1, { x: 0, y: 0 }, shown, box)).toEqual(whole);
});

const file = (kind: string, more = {}) => ({ sha256: kind, kind, ...more });

test('files are told of in one line by what they are, or by the words to them', () => {
  const { t } = makeWords('en', en);
  const told = (items: ReturnType<typeof file>[], text?: string) => mediaPreview({ type: 'media', items, ...(text && { text }) }, t, (words) => words.toUpperCase());
  expect(told([file('image')])).toBe('📷 Photo');
  expect(told([file('image'), file('image')])).toBe('📷 2 photos');
  expect(told([file('image'), file('video')])).toBe('📷 2 items');
  expect(told([file('voice', { duration_ms: 12_000 })])).toBe('🎤 0:12');
  expect(told([file('file', { name: 'plan.pdf' })])).toBe('📄 plan.pdf');
  expect(told([file('video')], 'look')).toBe('🎬 LOOK');
});

test('a file is saved under its name, with the ending of what it has become', () => {
  const noon = Date.UTC(2026, 4, 1, 12);
  expect(fileName(file('file', { name: 'plan.final.pdf' }), { media_type: 'application/octet-stream' }, noon)).toBe('plan.final.pdf');
  expect(fileName(file('image', { name: 'IMG_1.HEIC' }), { media_type: 'image/jpeg' }, noon)).toBe('IMG_1.jpg');
  expect(fileName(file('voice'), { media_type: 'audio/mp4; codecs=mp4a' }, noon)).toBe('voice-2026-05-01T12-00-00.m4a');
});

test('the same picture twice in a message has two keys, and another message other ones', () => {
  const keys = [1, 2].flatMap((seq) => keysOf({ conversation_id: 'c', seq }, [file('a'), file('b'), file('a')]));
  expect(new Set(keys).size).toBe(6);
});

test('a place is kept for files before they are drawn', () => {
  expect(mediaHeight({ type: 'media', items: [file('image', wide)] })).toBe(208);
  expect(mediaHeight({ type: 'media', items: [file('file'), file('voice')], text: 'words' })).toBe(144);
});
