import { limits } from '@teahouse/client';
import { lazy, Suspense, useEffect, useState, type FormEvent } from 'react';
import { accountOf, forget, switchTo, useAccounts } from '../app/accounts.ts';
import { deviceName, teahouse, useLive } from '../app/teahouse.ts';
import { routeOf } from '../app/router.ts';
import { choose, useChoices } from '../app/settings.ts';
import { useWords } from '../i18n/index.tsx';
import { languageOptions, type Language } from '../i18n/languages.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';

const Pair = lazy(() => import('../device/Pair.tsx'));
const Others = lazy(() => import('./Others.tsx'));

/** Log in, or open an account. */
export function Welcome() {
  const { t } = useWords();
  const [registering, setRegistering] = useState(false);
  const [pairing, setPairing] = useState(false);
  const others = useAccounts().length > 0;
  useEffect(forget, []);
  useEffect(() => {
    if (!others) forgetPush();
  }, [others]);
  const ended = useLive().link === 'logged_out';
  const route = routeOf(location.pathname);
  const invited = route.at === 'invite' || route.at === 'join' || route.at === 'add' || route.at === 'pair';
  return (
    <main className="grid min-h-full lg:grid-cols-[1.1fr_1fr]">
      <section aria-hidden className="bg-hall text-leaf relative hidden flex-col items-center justify-center gap-6 overflow-hidden p-12 lg:flex">
        <Steam />
        <Gaiwan fine className="size-56" />
        <div className="text-center">
          <p className="text-ink text-4xl font-bold tracking-tight">{t('app.name')}</p>
          <p className="text-soft mt-3 text-lg">{t('app.tagline')}</p>
        </div>
      </section>
      <section className="bg-surface flex flex-col px-6 py-6">
        <LanguagePicker />
        <div className="m-auto w-full max-w-sm py-8">
          <div className="text-leaf mb-6 flex items-center gap-3 lg:hidden">
            <Gaiwan className="size-11" />
            <span className="text-ink text-xl font-bold">{t('app.name')}</span>
          </div>
          <h1 className="text-3xl font-bold tracking-tight">{t(registering ? 'welcome.register_title' : 'welcome.log_in_title')}</h1>
          <p className="text-soft mt-2">{t(registering ? 'welcome.register_text' : 'welcome.log_in_text')}</p>
          {invited && <p role="status" className="bg-chosen text-ink mt-5 rounded-xl px-4 py-3 text-sm">{t('invitation.log_in')}</p>}
          {ended && <p role="status" className="bg-amber-wash text-ink mt-5 rounded-xl px-4 py-3 text-sm">{t('welcome.ended')}</p>}
          {pairing ? <Suspense><Pair /></Suspense> : <Form key={String(registering)} registering={registering} />}
          {!pairing && (
            <button type="button" className={`${wayClass} mt-5`} onClick={() => setRegistering(!registering)}>
              {t(registering ? 'welcome.to_log_in' : 'welcome.to_register')}
            </button>
          )}
          {!registering && (
            <button type="button" className={wayClass} onClick={() => setPairing(!pairing)}>
              {t(pairing ? 'pair.with_password' : 'pair.with_phone')}
            </button>
          )}
          {others && <Suspense><Others /></Suspense>}
          <p className="text-soft mt-8 text-center text-sm">{t('welcome.promise')}</p>
        </div>
      </section>
    </main>
  );
}

const wayClass = 'text-leaf min-h-11 w-full rounded-xl text-center font-semibold underline-offset-4 hover:underline';

/** Nobody is logged in here: nothing that is still on its way is for whoever looks. */
function forgetPush(): void {
  if ('Notification' in window && Notification.permission === 'granted') void import('../device/push.ts').then(({ forget }) => forget());
}

function Form({ registering }: { registering: boolean }) {
  const { t, why } = useWords();
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const value = (name: string) => String(data.get(name) ?? '');
    const username = value('username').trim();
    const form = { username, password: value('password'), device: deviceName(navigator.userAgent) };
    const known = accountOf(username);
    if (known && !registering) return switchTo(known.store);
    setBusy(true);
    setTrouble('');
    try {
      if (registering) await teahouse.register({ ...form, display_name: value('display_name').trim() || username });
      else await teahouse.logIn(form);
    } catch (error) {
      setTrouble(why(error));
      setBusy(false);
    }
  };
  return (
    <form className="mt-7 grid gap-5" onSubmit={(event) => void submit(event)}>
      <Field
        label={t('field.username')} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} required
        minLength={limits.usernameMin} maxLength={limits.username}
        pattern={registering ? '[A-Za-z0-9][A-Za-z0-9._\\-]*' : undefined} hint={registering ? t('field.username_hint') : undefined}
      />
      {registering && <Field label={t('field.display_name')} name="display_name" autoComplete="name" maxLength={limits.displayName} dir="auto" />}
      <Field
        label={t('field.password')} name="password" type="password" autoComplete={registering ? 'new-password' : 'current-password'} required
        minLength={registering ? limits.passwordMin : 1} maxLength={limits.password} hint={registering ? t('field.password_hint') : undefined}
      />
      {trouble && <p role="alert" className="text-berry text-sm font-medium">{trouble}</p>}
      <Button type="submit" disabled={busy} className="mt-1 w-full">{t(registering ? 'welcome.register' : 'welcome.log_in')}</Button>
    </form>
  );
}

function LanguagePicker() {
  const { t } = useWords();
  const { language } = useChoices();
  return (
    <select
      aria-label={t('settings.language')}
      value={language}
      onChange={(event) => choose({ language: event.target.value as Language })}
      className="text-soft hover:text-ink min-h-11 self-end rounded-xl bg-transparent px-2 text-sm font-medium"
    >
      {languageOptions.map(({ value, label, lang }) => <option key={value} value={value} lang={lang} className="bg-surface text-ink">{label}</option>)}
    </select>
  );
}

function Steam() {
  return (
    <svg viewBox="0 0 120 90" className="-mb-12 w-24 opacity-50" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round">
      <path d="M36 84c-12-12 12-22 0-36s10-20 2-32M62 84c-12-12 12-22 0-36s10-24 0-40M88 84c-12-12 12-22 0-36s8-18 2-28" />
    </svg>
  );
}
