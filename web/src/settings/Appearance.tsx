import { chooseForAll, useChoices, type Theme } from '../app/settings.ts';
import { languages, useWords, type Language } from '../i18n/index.tsx';
import { Card } from '../ui/Card.tsx';
import { Choice } from '../ui/Choice.tsx';

const themes: Theme[] = ['system', 'light', 'dark'];

/** Theme and language, which follow one to all one's devices. */
export function Appearance() {
  const { t } = useWords();
  const { theme, language } = useChoices();
  const set = (change: { theme?: Theme; language?: Language }) => {
    // Without a line the choice is this device's alone until it is made again.
    chooseForAll(change).catch(() => undefined);
  };
  return (
    <Card text={t('settings.appearance_text')}>
      <div className="grid gap-5">
        <Choice
          legend={t('settings.theme')} name="theme" value={theme} onChoose={(value) => set({ theme: value })}
          options={themes.map((value) => ({ value, label: t(`settings.theme_${value}`) }))}
        />
        <Choice
          legend={t('settings.language')} name="language" value={language} onChoose={(value) => set({ language: value })}
          options={(Object.entries(languages) as [Language, string][]).map(([value, label]) => ({ value, label, lang: value }))}
        />
      </div>
    </Card>
  );
}
