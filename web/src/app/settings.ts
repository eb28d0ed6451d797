import { useSyncExternalStore } from 'react';
import { languages, preferredLanguage, type Language } from '../i18n/index.tsx';

export type Theme = 'system' | 'light' | 'dark';

/** What a person has chosen for this device; kept where it can be read before the first paint. */
export interface Choices {
  theme: Theme;
  language: Language;
}

const key = 'teahouse.choices';
const told = new Set<() => void>();
let choices = read();

function read(): Choices {
  const defaults: Choices = { theme: 'system', language: preferredLanguage(navigator.languages) };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Choices>;
    const theme = kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : defaults.theme;
    return { theme, language: kept.language && Object.hasOwn(languages, kept.language) ? kept.language : defaults.language };
  } catch {
    // Storage is off or holds something else: the defaults do.
    return defaults;
  }
}

function show(): void {
  const root = document.documentElement;
  if (choices.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = choices.theme;
  root.lang = choices.language;
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
