import { useEffect } from 'react';
import { isLanguage, preferredLanguage, type Language } from '../i18n/languages.ts';
import { ask, useAsked } from './ask.ts';
import { signal } from './signal.ts';

export const themes = ['system', 'light', 'dark'] as const;
export const sizes = ['small', 'normal', 'large', 'huge'] as const;
export const densities = ['comfortable', 'compact'] as const;
export type Theme = (typeof themes)[number];

/** What a person has chosen; kept where it can be read before the first paint. */
export interface Choices {
  theme: Theme;
  language: Language;
  /** Of this device alone: how large letters are, how close lines stand, and whether a message is heard. */
  size: (typeof sizes)[number];
  density: (typeof densities)[number];
  sound: boolean;
  /** What the account was last known to have chosen: only what differs from it is news. */
  account?: { theme?: string | undefined; language?: string | undefined };
}

const key = 'teahouse.choices';
const choices = signal(read());

function read(): Choices {
  const language = preferredLanguage(navigator.languages);
  const defaults: Choices = { theme: 'system', language, size: 'normal', density: 'comfortable', sound: true };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Choices>;
    const known = <T extends string>(all: readonly T[], value: T | undefined, otherwise: T) => (value && all.includes(value) ? value : otherwise);
    return {
      theme: known(themes, kept.theme, defaults.theme),
      language: kept.language && isLanguage(kept.language) ? kept.language : language,
      size: known(sizes, kept.size, defaults.size),
      density: known(densities, kept.density, defaults.density),
      sound: kept.sound ?? defaults.sound,
      ...(kept.account && { account: kept.account }),
    };
  } catch {
    // Storage is off or holds something else: the defaults do.
    return defaults;
  }
}

function show(): void {
  const { theme, size, density } = choices.get();
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  Object.assign(dataset, { size, density });
}

export function choose(change: Partial<Choices>): void {
  choices.set({ ...choices.get(), ...change });
  try {
    localStorage.setItem(key, JSON.stringify(choices.get()));
  } catch {
    // Storage is off: the choice holds until the page is left.
  }

  show();
}

/** Chooses for the account, and so for all its devices. */
export function chooseForAll(change: { theme?: Theme; language?: Language }): Promise<unknown> {
  choose({ ...change, account: { ...choices.get().account, ...change } });
  return ask('update_settings', change);
}

/** Takes over what was chosen on another device. */
export function useSyncedChoices(): void {
  const { value } = useAsked('get_settings');
  useEffect(() => {
    if (!value) return;
    const { theme, language } = value;
    const news: Partial<Choices> = {};
    const before = choices.get().account;
    if (theme !== before?.theme && themes.some((one) => one === theme)) news.theme = theme as Theme;
    if (language && language !== before?.language && isLanguage(language)) news.language = language;
    choose({ ...news, account: { theme, language } });
  }, [value]);
}

export const useChoices = choices.use;

/** What is chosen now, for what is not drawn. */
export const chosen = choices.get;

show();
window.addEventListener('storage', (event) => {
  if (event.key !== key) return;
  choices.set(read());
  show();
});
