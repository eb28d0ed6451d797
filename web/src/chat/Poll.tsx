import { isAdmin, type ContentOf, type Message } from '@teahouse/client';
import { Check, CircleCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { teahouse, useQuery } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { useRoom } from './context.ts';
import { PersonLine } from './PersonLine.tsx';

interface PollProps {
  content: ContentOf<'poll'>;
  message: Message | undefined;
}

/** A poll as it stands; one's own vote is kept on this device, because an anonymous one is told to nobody. */
export default function Poll({ content, message }: PollProps) {
  const { t, moment, why } = useWords();
  const { me, conversation } = useRoom();
  const place = message && { conversation_id: message.conversation_id, seq: message.seq };
  const own = useOwnVote(content, message, me);
  const [busy, setBusy] = useState(false);
  const [names, setNames] = useState(false);
  const [now] = useState(() => Date.now());
  const { votes = [], voters = 0 } = message?.poll ?? {};
  const ended = message?.poll?.closed === true || Date.parse(content.closes_at ?? '') < now;
  const ask = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await work().catch((error: unknown) => toast(why(error), 'bad'));
    setBusy(false);
  };
  const vote = (option: number) => {
    if (!place) return;
    const others = content.multiple ? own.filter((one) => one !== option) : [];
    const options = own.includes(option) ? others : [...others, option];
    void ask(async () => {
      await teahouse.call('vote', { ...place, options });
      await teahouse.store.keep(voteKey(place), options);
    });
  };
  const mayClose = place && !ended && (message?.sender_id === me || isAdmin(conversation, me));
  const foot = 'text-link hover:bg-hover -mx-1.5 min-h-8 rounded-lg px-1.5 text-sm font-semibold';
  return (
    <div className="grid gap-2.5 py-0.5">
      <p className="text-lg leading-snug font-bold wrap-anywhere"><bdi>{content.question}</bdi></p>
      <p className="text-soft -mt-1.5 text-fine">
        {[t(content.multiple ? 'poll.choose_many' : 'poll.choose_one'), content.anonymous && t('poll.is_anonymous'), ended && t('poll.ended')].filter(Boolean).join(' · ')}
      </p>
      <ul className="grid gap-2" aria-label={t('poll.options')}>
        {content.options.map((option, index) => (
          <li key={index}>
            <Option
              text={option} votes={votes[index] ?? 0} share={voters ? (votes[index] ?? 0) / voters : 0} chosen={own.includes(index)}
              disabled={!place || ended || busy} many={content.multiple === true} onChoose={() => vote(index)}
            />
          </li>
        ))}
      </ul>
      <p className="text-soft text-fine">
        {t('poll.voters', { count: voters })}
        {content.closes_at && !ended && ` · ${t('poll.until', { time: moment(Date.parse(content.closes_at)) })}`}
      </p>
      <div className="flex flex-wrap gap-4 empty:hidden">
        {!content.anonymous && voters > 0 && <button type="button" className={foot} onClick={() => setNames(true)}>{t('poll.who')}</button>}
        {mayClose && <button type="button" className={foot} disabled={busy} onClick={() => void ask(() => teahouse.call('close_poll', place))}>{t('poll.close')}</button>}
      </div>
      {names && place && <Ballots content={content} place={place} onClose={() => setNames(false)} />}
    </div>
  );
}

interface OptionProps {
  text: string;
  votes: number;
  share: number;
  chosen: boolean;
  disabled: boolean;
  many: boolean;
  onChoose(): void;
}

function Option({ text, votes, share, chosen, disabled, many, onChoose }: OptionProps) {
  const { t, number } = useWords();
  return (
    <button
      type="button" aria-pressed={chosen} disabled={disabled} onClick={onChoose} aria-label={`${text} ${number(votes)} ${t('poll.votes', { count: votes })}`}
      className="enabled:hover:bg-hover -mx-1.5 block w-[calc(100%+0.75rem)] rounded-lg px-1.5 py-1 text-start"
    >
      <span className="flex items-start gap-2.5">
        <span
          aria-hidden
          className={`mt-0.5 inline-flex size-5 shrink-0 items-center justify-center border-2 ${many ? 'rounded-md' : 'rounded-full'}
            ${chosen ? 'border-leaf bg-leaf text-on-leaf' : 'border-edge'}`}
        >
          {chosen && <Check size={13} strokeWidth={3.5} />}
        </span>
        {/* The space keeps what is seen a part of the button's name. */}
        <bdi className="min-w-0 flex-1 wrap-anywhere">{text}</bdi>{' '}
        <span className="text-soft tabular-nums">{number(votes)}</span>
      </span>
      <span aria-hidden className="bg-code mt-1.5 ms-7.5 block h-1.5 overflow-hidden rounded-full">
        <span className="bg-leaf block h-full rounded-full transition-[width] duration-300" style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
    </button>
  );
}

const voteKey = ({ conversation_id, seq }: { conversation_id: string; seq: number }) => `vote/${conversation_id}/${seq}`;

function useOwnVote(content: ContentOf<'poll'>, message: Message | undefined, me: string): number[] {
  const key = message && voteKey(message);
  const kept = useQuery(key ?? 'vote', async () => (key ? ((await teahouse.store.kept<number[]>(key)) ?? null) : null));
  const unknown = kept === null && message !== undefined && (message.poll?.voters ?? 0) > 0 && !content.anonymous;
  useEffect(() => {
    if (!unknown) return;
    const { conversation_id, seq } = message;
    teahouse.call('list_ballots', { conversation_id, seq })
      .then(({ ballots }) => teahouse.store.keep(voteKey(message), ballots.find((one) => one.user_id === me)?.options ?? []))
      // Without an answer one's own vote is not marked.
      .catch(() => undefined);
  }, [unknown, message, me]);
  return kept ?? [];
}

/** Who voted for what. */
function Ballots({ content, place, onClose }: { content: ContentOf<'poll'>; place: { conversation_id: string; seq: number }; onClose(): void }) {
  const { t, why } = useWords();
  const { conversation_id, seq } = place;
  const [ballots, setBallots] = useState<{ user_id: string; options: number[] }[]>();
  useEffect(() => {
    teahouse.call('list_ballots', { conversation_id, seq }).then((answer) => setBallots(answer.ballots), (error: unknown) => toast(why(error), 'bad'));
  }, [conversation_id, seq, why]);
  return (
    <Dialog open title={t('poll.who')} onOpenChange={(open) => open || onClose()}>
      {ballots && content.options.map((option, index) => {
        const people = ballots.filter((one) => one.options.includes(index));
        return (
          <section key={index} className="mb-5">
            <h3 className="mb-1 flex items-center gap-2 font-semibold"><CircleCheck size={16} aria-hidden className="text-leaf" /><bdi>{option}</bdi></h3>
            {people.length ? people.map((one) => <PersonLine key={one.user_id} id={one.user_id} />) : <p className="text-soft text-sm">{t('poll.nobody')}</p>}
          </section>
        );
      })}
    </Dialog>
  );
}
