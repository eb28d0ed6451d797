import { choose, chooseForAll, densities, sizes, themes, useChoices, type Theme } from '../app/settings.ts';
import { useWords } from '../i18n/index.tsx';
import { languageOptions, type Language } from '../i18n/languages.ts';
import { Card } from '../ui/Card.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';

/** Theme and language, which follow one to all one's devices, and what suits this one. */
export function Appearance() {
  const { t } = useWords();
  const { theme, language, size, density, sound } = useChoices();
  const set = (change: { theme?: Theme; language?: Language }) => {
    // Without a line the choice is this device's alone until it is made again.
    chooseForAll(change).catch(() => undefined);
  };
  return (
    <>
      <Card text={t('settings.appearance_text')}>
        <div className="grid gap-5">
          <Choice
            legend={t('settings.theme')} name="theme" value={theme} onChoose={(value) => set({ theme: value })}
            options={themes.map((value) => ({ value, label: t(`settings.theme_${value}`) }))}
          />
          <Select label={t('settings.language')} value={language} options={languageOptions} onChoose={(value) => set({ language: value })} />
        </div>
      </Card>
      <Card title={t('settings.this_device')} text={t('settings.device_text')}>
        <div className="grid gap-5">
          <Choice
            legend={t('settings.size')} name="size" value={size} onChoose={(value) => choose({ size: value })}
            options={sizes.map((value) => ({ value, label: t(`settings.size_${value}`) }))}
          />
          <Choice
            legend={t('settings.density')} name="density" value={density} onChoose={(value) => choose({ density: value })}
            options={densities.map((value) => ({ value, label: t(`settings.density_${value}`) }))}
          />
          <Switch label={t('settings.sound')} hint={t('settings.sound_hint')} checked={sound} onChange={(value) => choose({ sound: value })} />
        </div>
      </Card>
    </>
  );
}
