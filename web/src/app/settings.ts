import { useEffect, useSyncExternalStore } from 'react';
import { isLanguage, preferredLanguage, type Language } from '../i18n/languages.ts';
import { ask, useAsked } from './ask.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What a person has chosen; kept where it can be read before the first paint. */
export interface Choices {
  theme: Theme;
  language: Language;
  /** What the account was last known to have chosen: only what differs from it is news. */
  account?: { theme?: string | undefined; language?: string | undefined };
}

const key = 'teahouse.choices';
const told = new Set<() => void>();
let choices = read();

function read(): Choices {
  const defaults: Choices = { theme: 'system', language: preferredLanguage(navigator.languages) };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Choices>;
    const theme = kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : defaults.theme;
    const language = kept.language && isLanguage(kept.language) ? kept.language : defaults.language;
    return { theme, language, ...(kept.account && { account: kept.account }) };
  } catch {
    // Storage is off or holds something else: the defaults do.
    return defaults;
  }
}

function show(): void {
  const root = document.documentElement;
  if (choices.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = choices.theme;
}

export function choose(change: Partial<Choices>): void {
  choices = { ...choices, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(choices));
  } catch {
    // Storage is off: the choice holds until the page is left.
  }

  show();
  for (const one of told) one();
}

/** Chooses for the account, and so for all its devices. */
export function chooseForAll(change: { theme?: Theme; language?: Language }): Promise<unknown> {
  choose({ ...change, account: { ...choices.account, ...change } });
  return ask('update_settings', change);
}

/** Takes over what was chosen on another device. */
export function useSyncedChoices(): void {
  const { value } = useAsked('get_settings');
  useEffect(() => {
    if (!value) return;
    const { theme, language } = value;
    const news: Partial<Choices> = {};
    if (theme !== choices.account?.theme && (theme === 'light' || theme === 'dark' || theme === 'system')) news.theme = theme;
    if (language && language !== choices.account?.language && isLanguage(language)) news.language = language;
    choose({ ...news, account: { theme, language } });
  }, [value]);
}

export function useChoices(): Choices {
  return useSyncExternalStore(
    (one) => {
      told.add(one);
      return () => told.delete(one);
    },
    () => choices,
  );
}

show();
window.addEventListener('storage', (event) => {
  if (event.key !== key) return;
  choices = read();
  show();
  for (const one of told) one();
});
