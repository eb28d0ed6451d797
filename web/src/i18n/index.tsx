import { Refused } from '@teahouse/client';
import { createContext, use, type ReactNode } from 'react';
import type { Catalogue, Key } from './en.ts';

export type { Key } from './en.ts';

/** The languages, each by its own name. */
export const languages = { en: 'English', 'zh-Hans': '简体中文' } as const;
export type Language = keyof typeof languages;

const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./en.ts'),
  'zh-Hans': () => import('./zh-Hans.ts'),
};

/** The first of the browser's languages that there is. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-Hans';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }

  return 'en';
}

/** English has many calendars: the browser knows whose. */
function regionOf(language: Language, known: readonly string[]): string {
  return (language === 'en' && known.find((tag) => tag.startsWith('en'))) || language;
}

export type Values = Record<string, string | number>;
export type Translate = (key: Key, values?: Values) => string;

/** Everything that is written for people: texts, and times in the manner of the language. */
export interface Words {
  language: Language;
  t: Translate;
  /** Why something did not work. */
  why(error: unknown): string;
  whyCode(code: string): string;
  time(at: number): string;
  /** Today's time, this week's day, or a date: for lists. */
  short(at: number): string;
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
  const t: Translate = (key, values = {}) => {
    const entry = catalogue[key];
    const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(values['count']))] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
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
    time: (at) => clock.format(at),
    short: (at) => {
      const days = daysAgo(at);
      if (days === 0) return clock.format(at);
      if (days === 1) return t('chat.yesterday');
      return days < 7 ? weekday.format(at) : (sameYear(at) ? date : fullDate).format(at);
    },
    day: (at) => {
      const days = daysAgo(at);
      if (days === 0) return t('chat.today');
      return days === 1 ? t('chat.yesterday') : (sameYear(at) ? longDay : longDate).format(at);
    },
    date: (at) => longDate.format(at),
    moment: (at) => moment.format(at),
  };
}

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
const daysAgo = (at: number) => Math.round((midnight(Date.now()) - midnight(at)) / 86_400_000);
const sameYear = (at: number) => new Date(at).getFullYear() === new Date().getFullYear();

const WordsContext = createContext<Words | undefined>(undefined);

export function WordsProvider({ words, children }: { words: Words; children: ReactNode }) {
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error('Words are used outside of their provider.');
  return words;
}
