const parts = 64;

/** The loudness of a recording in so many bars, 0 to 1. A recording that says nothing of it has even bars. */
export function barsOf(waveform: string | undefined, count: number): number[] {
  const levels = decode(waveform);
  if (!levels.length) return Array.from({ length: count }, () => 0.35);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / count));
    return Math.max(...levels.slice(from, to)) / 255;
  });
}

function decode(waveform: string | undefined): number[] {
  if (!waveform || !/^[A-Za-z0-9+/]+={0,2}$/.test(waveform)) return [];
  try {
    return [...atob(waveform)].map((char) => char.charCodeAt(0));
  } catch {
    // A waveform that is none is as good as one that is not there.
    return [];
  }
}

/** The waveform of levels that were measured: 64 bytes, the loudest 255. */
export function waveformOf(levels: readonly number[]): string {
  const loudest = Math.max(...levels, 0.02);
  const bytes = Array.from({ length: parts }, (_, index) => {
    const from = Math.floor((index * levels.length) / parts);
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / parts));
    return Math.round((Math.max(0, ...levels.slice(from, to)) / loudest) * 255);
  });
  return btoa(String.fromCharCode(...bytes));
}
