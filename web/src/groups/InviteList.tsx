import type { Invite } from '@teahouse/client';
import { QrCode, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { CodeCard } from '../contacts/CodeCard.tsx';
import { linkTo } from '../contacts/codes.ts';
import { useWords } from '../i18n/index.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';

const dayS = 24 * 60 * 60;
const lives = { hour: 60 * 60, day: dayS, week: 7 * dayS, month: 30 * dayS, ever: undefined } as const;
const uses = { any: undefined, one: 1, ten: 10, hundred: 100 } as const;
type Life = keyof typeof lives;
type Uses = keyof typeof uses;

export interface InviteForm {
  expires_in_s: number | undefined;
  max_uses: number | undefined;
}

interface InviteListProps {
  kind: 'invite' | 'join';
  /** What they lead into. */
  name: string;
  invites: readonly Invite[] | undefined;
  error: unknown;
  onCreate(form: InviteForm): Promise<void>;
  onRevoke(invite: Invite): Promise<void>;
  /** More to choose for a new one. */
  children?: ReactNode;
}

/** The links that are open, each with its code to scan, and a form for a new one. */
export function InviteList({ kind, name, invites, error, onCreate, onRevoke, children }: InviteListProps) {
  const { t, why } = useWords();
  const [life, setLife] = useState<Life>('week');
  const [count, setCount] = useState<Uses>('any');
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState<string>();
  const create = async () => {
    setBusy(true);
    await onCreate({ expires_in_s: lives[life], max_uses: uses[count] });
    setBusy(false);
  };
  const sorted = invites?.toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  const shown = open ?? sorted?.[0]?.code;
  return (
    <div className="grid gap-5">
      <form className="bg-hall grid gap-2 rounded-2xl p-4" onSubmit={(event) => (event.preventDefault(), void create())}>
        <Select label={t('invite.life')} value={life} onChoose={setLife} options={(Object.keys(lives) as Life[]).map((value) => ({ value, label: t(`invite.life_${value}`) }))} />
        <Select label={t('invite.uses')} value={count} onChoose={setCount} options={(Object.keys(uses) as Uses[]).map((value) => ({ value, label: t(`invite.uses_${value}`) }))} />
        {children}
        <Button type="submit" disabled={busy} className="mt-2">{t('invite.create')}</Button>
      </form>
      {Boolean(error) && <p className="text-soft">{why(error)}</p>}
      {sorted?.length === 0 && <p className="text-soft text-center">{t('invite.none')}</p>}
      <ul className="grid gap-4">
        {sorted?.map((invite) => (
          <li key={invite.code} className="border-line rounded-2xl border p-4">
            <div className="flex items-center gap-2">
              <InviteText invite={invite} />
              {invite.code !== shown && (
                <IconButton label={t('invite.show')} onClick={() => setOpen(invite.code)}><QrCode size={19} /></IconButton>
              )}
              <IconButton label={t('invite.revoke')} className="text-berry" onClick={() => void onRevoke(invite)}><Trash2 size={19} /></IconButton>
            </div>
            {invite.code === shown && (
              <div className="mt-3"><CodeCard link={linkTo(kind, invite.code)} label={t('invite.code_of', { name })} file={`teahouse-${invite.code}`} /></div>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function InviteText({ invite }: { invite: Invite }) {
  const { t, moment } = useWords();
  return (
    <div className="min-w-0 flex-1">
      <p className="font-semibold">
        {invite.expires_at ? t('invite.until', { time: moment(Date.parse(invite.expires_at)) }) : t('invite.for_ever')}
      </p>
      <p className="text-soft text-fine">
        {invite.max_uses ? t('invite.used_of', { count: invite.uses, most: invite.max_uses }) : t('invite.used', { count: invite.uses })}
        {invite.role === 'guest' && ` · ${t('role.guest')}`}
      </p>
    </div>
  );
}
