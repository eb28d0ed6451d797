interface About {
  /** By itself. */
  name: string;
  /** Whose names of the emoji are shown: Emojibase has no Arabic ones. */
  emoji: 'en' | 'zh' | 'zh-hant' | 'ja' | 'de' | 'es';
  dir: 'ltr' | 'rtl';
}

/** What is known of each language before its texts are fetched; named as in BCP 47. */
export const languages = {
  en: { name: 'English', emoji: 'en', dir: 'ltr' },
  'zh-Hans': { name: '简体中文', emoji: 'zh', dir: 'ltr' },
  'zh-Hant': { name: '繁體中文', emoji: 'zh-hant', dir: 'ltr' },
  ja: { name: '日本語', emoji: 'ja', dir: 'ltr' },
  de: { name: 'Deutsch', emoji: 'de', dir: 'ltr' },
  es: { name: 'Español', emoji: 'es', dir: 'ltr' },
  ar: { name: 'العربية', emoji: 'en', dir: 'rtl' },
} as const satisfies Record<string, About>;

export type Language = keyof typeof languages;
export const languageOptions = (Object.entries(languages) as [Language, About][]).map(([value, { name }]) => ({ value, label: name, lang: value }));
export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag);

/** The language that a tag of the browser asks for, where there is one: `zh-HK` is written in traditional characters, `de-AT` is German. */
export function languageOf(tag: string): Language | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return [language, `${language}-${script}`].find(isLanguage);
  } catch {
    // Some systems name a locale that is no tag, such as `en-US@posix`.
    return undefined;
  }
}

/** The first of the browser's languages that there is. */
export function preferredLanguage(wanted: readonly string[]): Language {
  return wanted.map(languageOf).find((language) => language !== undefined) ?? 'en';
}
