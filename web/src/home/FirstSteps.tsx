import { Building2, QrCode, UserPlus, Users } from 'lucide-react';
import { go } from '../app/router.ts';
import { useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { ButtonRow, RowText, Sign } from '../ui/Row.tsx';
import { stage } from '../ways/stage.ts';
import { invites, runs, useWorkspaces } from '../workspaces/known.ts';

/** What somebody does first who has no conversation yet. */
export default function FirstSteps() {
  const { t } = useWords();
  const { username } = useWorld().account.user;
  const house = useWorkspaces()?.find((one) => runs(one) && invites(one));
  const steps = [
    { name: t('contacts.add'), line: t('first.add'), icon: UserPlus, act: () => go('/contacts/add') },
    { name: t('code.mine'), line: t('list.you_are', { username }), icon: QrCode, act: () => go('/contacts/code') },
    house
      ? { name: t('first.invite'), line: house.name, icon: Building2, act: () => go(`/w/${house.id}/invites`) }
      : { name: t('group.new'), line: t('first.group'), icon: Users, act: () => stage.set('group') },
  ];
  return (
    <section className="px-1 pt-8">
      <div className="text-soft mb-5 flex flex-col items-center gap-2 px-5 text-center">
        <Gaiwan steam className="text-leaf size-20 opacity-80 md:hidden" />
        <h3 className="text-ink text-lg font-bold">{t('list.empty_title')}</h3>
        <p>{t('list.empty_text')}</p>
      </div>
      <ol>
        {steps.map(({ name, line, icon: Icon, act }) => (
          <li key={name}>
            <ButtonRow data-row onClick={act}>
              <Sign><Icon size={21} /></Sign>
              <RowText name={name} line={line} />
            </ButtonRow>
          </li>
        ))}
      </ol>
    </section>
  );
}
