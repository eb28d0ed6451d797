const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** A number of bytes for people: 840 kB, 12.4 MB. */
export function sizeWords(bytes: number, language: string): string {
  let step = 0;
  let value = bytes;
  for (; value >= 1000 && step < steps.length - 1; step++) value /= 1000;
  const digits = step > 1 && value < 100 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'unit', unit: steps[step]!, unitDisplay: step ? 'short' : 'long', maximumFractionDigits: digits }).format(value);
}

/** A length as a clock shows it: 0:07, 12:30, 1:02:03. */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
