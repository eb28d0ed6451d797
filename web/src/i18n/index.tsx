import { DirectionProvider } from '@base-ui/react/direction-provider';
import { Refused } from '@teahouse/client';
import { createContext, use, useLayoutEffect, type ReactNode } from 'react';
import type { Catalogue, Key } from './en.ts';
import { languageOf, languages, type Language } from './languages.ts';

export type { Key } from './en.ts';

export const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./en.ts'),
  'zh-Hans': () => import('./zh-Hans.ts'),
  'zh-Hant': () => import('./zh-Hant.ts'),
  ja: () => import('./ja.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  ar: () => import('./ar.ts'),
};

/** A language has many calendars and clocks: the browser knows whose. */
const regionOf = (language: Language, known: readonly string[]) => known.find((tag) => languageOf(tag) === language) ?? language;

/** What is filled in, and the form that is chosen: by `count`, or `as` one tells somebody what they did, or what was done to them. */
export type Values = Record<string, string | number> & { as?: 'you' | 'to_you' };
export type Translate = (key: Key, values?: Values) => string;

/** Everything that is written for people: texts, and times in the manner of the language. */
export interface Words {
  language: Language;
  t: Translate;
  /** Why something did not work. */
  why(error: unknown): string;
  whyCode(code: string): string;
  number(value: number): string;
  /** Names in a row, with the last words of the language between them. */
  list(names: readonly string[]): string;
  time(at: number): string;
  /** Today's time, this week's day, or a date: for lists. */
  short(at: number): string;
  /** As `short`, within a sentence. */
  ago(at: number): string;
  day(at: number): string;
  date(at: number): string;
  moment(at: number): string;
}

export async function wordsOf(language: Language): Promise<Words> {
  const { default: catalogue } = await catalogues[language]();
  return makeWords(language, catalogue);
}

export function makeWords(language: Language, catalogue: Catalogue): Words {
  const plural = new Intl.PluralRules(language);
  const region = regionOf(language, navigator.languages);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(region, options);
  const clock = format({ timeStyle: 'short' });
  const weekday = format({ weekday: 'short' });
  const date = format({ month: 'short', day: 'numeric' });
  const fullDate = format({ year: 'numeric', month: 'short', day: 'numeric' });
  const longDay = format({ weekday: 'long', month: 'long', day: 'numeric' });
  const longDate = format({ year: 'numeric', month: 'long', day: 'numeric' });
  const moment = format({ dateStyle: 'medium', timeStyle: 'short' });
  const number = new Intl.NumberFormat(region);
  const list = new Intl.ListFormat(region);
  const relative = new Intl.RelativeTimeFormat(region, { numeric: 'auto' });
  const { dir } = languages[language];
  const apart = isolate(dir);
  const fill = (value: string | number | undefined) => (typeof value === 'number' ? number.format(value) : apart(value ?? ''));
  const t: Translate = (key, values = {}) => {
    const entry = catalogue[key];
    const text = typeof entry === 'string' ? entry : ((values.as && entry[values.as]) ?? entry[plural.select(Number(values['count']))] ?? entry.other);
    // Numbers that are written into the texts have the digits of the region too.
    const said = text.replace(/\{(\w+)\}|\d+/g, (found, name?: string) => fill(name === undefined ? Number(found) : values[name]));
    return said.includes(apartFrom) ? mark[dir] + said : said;
  };
  const ago = (at: number) => {
    const days = daysAgo(at);
    if (days === 0) return clock.format(at);
    if (days === 1) return relative.format(-1, 'day');
    return days < 7 ? weekday.format(at) : (sameYear(at) ? date : fullDate).format(at);
  };
  const whyCode = (code: string) => {
    const key = `refusal.${code}`;
    return Object.hasOwn(catalogue, key) ? t(key as Key) : t('refusal.other', { code });
  };
  return {
    language,
    t,
    whyCode,
    why: (error) => (error instanceof Refused ? whyCode(error.code) : t('refusal.unreachable')),
    number: (value) => number.format(value),
    list: (names) => list.format(names.map(apart)),
    time: (at) => clock.format(at),
    short: (at) => capital(ago(at)),
    ago,
    day: (at) => {
      const days = daysAgo(at);
      return capital(days === 0 || days === 1 ? relative.format(-days, 'day') : (sameYear(at) ? longDay : longDate).format(at));
    },
    date: (at) => longDate.format(at),
    moment: (at) => moment.format(at),
  };
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const apartFrom = '\u2068';

/** What begins with a name still runs the way of its language: a browser that is left to find out asks the first letter. */
const mark = { ltr: '\u200e', rtl: '\u200f' };

/** Keeps what runs the other way than the text around it from mixing with it. */
function isolate(dir: 'ltr' | 'rtl'): (text: string) => string {
  return (text) => (text && (dir === 'rtl' || rightToLeft.test(text)) ? `${apartFrom}${text}\u2069` : text);
}

/** As at the start of a sentence. */
export const capital = (text: string): string => text.replace(/^\u200e?\p{Lowercase}/u, (start) => start.toLocaleUpperCase());

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
const daysAgo = (at: number) => Math.round((midnight(Date.now()) - midnight(at)) / 86_400_000);
const sameYear = (at: number) => new Date(at).getFullYear() === new Date().getFullYear();

const WordsContext = createContext<Words | undefined>(undefined);

/** The page is of the language that it is written in, and runs its way. */
export function WordsProvider({ words, children }: { words: Words; children: ReactNode }) {
  const { language } = words;
  const { dir } = languages[language];
  useLayoutEffect(() => {
    Object.assign(document.documentElement, { lang: language, dir });
  }, [language, dir]);
  return (
    <DirectionProvider direction={dir}>
      <WordsContext value={words}>{children}</WordsContext>
    </DirectionProvider>
  );
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error('Words are used outside of their provider.');
  return words;
}
