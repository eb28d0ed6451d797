import { ArrowLeft } from 'lucide-react';
import { follow, go } from '../app/router.ts';
import { choose, useChoices, type Theme } from '../app/settings.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { languages, useWords, type Language } from '../i18n/index.tsx';
import { Ask } from '../ui/Ask.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Choice } from '../ui/Choice.tsx';
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
