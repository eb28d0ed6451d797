import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { follow, go } from '../app/router.ts';
import { choose, useChoices, type Theme } from '../app/settings.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { languages, useWords, type Language } from '../i18n/index.tsx';
import { Ask } from '../ui/Ask.tsx';
import { Button } from '../ui/Button.tsx';
import { Devices } from './Devices.tsx';
import { Password } from './Password.tsx';
import { Profile } from './Profile.tsx';

export default function Settings() {
  const { t } = useWords();
  return (
    <section className="bg-hall flex h-full flex-col">
      <header className="bg-surface border-line flex items-center gap-1 border-b px-2 py-2 md:px-6">
        <a
          href="/" onClick={follow} aria-label={t('settings.back')} title={t('settings.back')}
          className="text-soft hover:bg-hover inline-flex size-11 items-center justify-center rounded-full"
        >
          <ArrowLeft size={22} className="rtl:-scale-x-100" />
        </a>
        <h2 className="text-lg font-bold">{t('settings.title')}</h2>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-2xl gap-5 p-4 pb-10 md:p-6">
          <Profile />
          <Appearance />
          <Devices />
          <Password />
          <LogOut />
        </div>
      </div>
    </section>
  );
}

export function Card({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="bg-surface shadow-bubble rounded-2xl p-5">
      <h3 className="text-lg font-bold">{title}</h3>
      {text && <p className="text-soft mt-1">{text}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}

function Appearance() {
  const { t } = useWords();
  const { theme, language } = useChoices();
  const themes: Theme[] = ['system', 'light', 'dark'];
  return (
    <Card title={t('settings.appearance')}>
      <div className="grid gap-5">
        <Choice
          legend={t('settings.theme')} name="theme" value={theme} onChoose={(value) => choose({ theme: value as Theme })}
          options={themes.map((value) => ({ value, label: t(`settings.theme_${value}`) }))}
        />
        <Choice
          legend={t('settings.language')} name="language" value={language} onChoose={(value) => choose({ language: value as Language })}
          options={Object.entries(languages).map(([value, label]) => ({ value, label, lang: value }))}
        />
      </div>
    </Card>
  );
}

interface ChoiceProps {
  legend: string;
  name: string;
  value: string;
  options: { value: string; label: string; lang?: string }[];
  onChoose(value: string): void;
}

function Choice({ legend, name, value, options, onChoose }: ChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">{legend}</legend>
      <div className="bg-hover flex gap-1 rounded-xl p-1">
        {options.map((option) => (
          <label
            key={option.value}
            lang={option.lang}
            className="has-checked:bg-raised has-checked:text-ink has-checked:shadow-bubble text-soft has-focus-visible:outline-leaf flex min-h-10
              flex-1 items-center justify-center rounded-lg px-2 text-center font-medium transition-colors has-focus-visible:outline-2"
          >
            <input
              type="radio" name={name} value={option.value} checked={option.value === value} className="sr-only"
              onChange={() => onChoose(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function LogOut() {
  const { t } = useWords();
  const count = useWorld().outbox.length;
  return (
    <div className="flex justify-center">
      <Ask
        trigger={<Button look="quiet" className="text-berry" />}
        triggerLabel={t('settings.log_out')}
        title={t('settings.log_out_title')}
        action={t('settings.log_out')}
        onAction={() => void teahouse.logOut().then(() => go('/'))}
      >
        <p>{t('settings.log_out_text')}</p>
        {count > 0 && <p className="text-berry font-medium">{t('settings.log_out_unsent', { count })}</p>}
      </Ask>
    </div>
  );
}
