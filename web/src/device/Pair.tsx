import { Refused } from '@teahouse/client';
import { RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ask } from '../app/ask.ts';
import { deviceName, teahouse } from '../app/teahouse.ts';
import { linkTo } from '../contacts/codes.ts';
import Qr from '../contacts/Qr.tsx';
import { useWords, type Key } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';

/** How often one looks whether the other device has answered. */
const lookMs = 1500;

const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

interface Begun {
  code: string;
  secret: string;
  ends: number;
}

/** The secret stays here; only its digest is told, so that the code alone opens nothing. */
async function begin(): Promise<Begun> {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', secret)));
  const { code, expires_at } = await ask('begin_pairing', { challenge, device: deviceName(navigator.userAgent) });
  return { code, secret: base64url(secret), ends: Date.parse(expires_at) };
}

/** This device asks to be let in by one that is logged in. */
export default function Pair() {
  const { t, why } = useWords();
  const [tries, setTries] = useState(0);
  const [begun, setBegun] = useState<Begun>();
  const [over, setOver] = useState<string>();
  useEffect(() => {
    let left = false;
    begin().then((one) => left || setBegun(one), (error: unknown) => left || setOver(why(error)));
    return () => void (left = true);
  }, [tries, why]);
  useEffect(() => {
    if (!begun || over) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (key: Key) => setOver(t(key));
    const look = async () => {
      try {
        await teahouse.finishPairing(begun.code, begun.secret);
        return;
      } catch (error) {
        if (error instanceof Refused && error.code === 'closed') return end('pair.refused');
        if (error instanceof Refused && error.code === 'not_found') return end('pair.ended');
      }

      // Not yet, or no line for a while.
      timer = setTimeout(() => void look(), lookMs);
    };
    timer = setTimeout(() => void look(), lookMs);
    return () => clearTimeout(timer);
  }, [begun, over, t]);
  const again = () => {
    setBegun(undefined);
    setOver(undefined);
    setTries(tries + 1);
  };
  return (
    <div className="mt-7 grid justify-items-center gap-4">
      <p className="text-soft">{t('pair.text')}</p>
      <div className="grid size-64 place-items-center">
        {begun && !over ? <Qr text={linkTo('pair', begun.code)} label={t('pair.code')} className="size-64" /> : null}
        {over && (
          <div className="grid justify-items-center gap-4 text-center">
            <p role="alert" className="text-berry font-medium">{over}</p>
            <Button look="quiet" onClick={again}><RefreshCw size={17} aria-hidden />{t('pair.again')}</Button>
          </div>
        )}
      </div>
      <p role="status" className="text-soft min-h-6 text-sm">{begun && !over ? t('pair.waiting') : ''}</p>
    </div>
  );
}
