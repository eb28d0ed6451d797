import { RotateCw, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { LinkedText } from './links.tsx';
import { StateMark, type MessageState } from './StateMark.tsx';

interface BubbleProps {
  id: string;
  text: string | undefined;
  at: number;
  mine: boolean;
  name: string;
  first: boolean;
  last: boolean;
  state: MessageState | undefined;
  failed: string | undefined;
}

const fewEmoji = /^\p{RGI_Emoji}{1,3}$/v;

export const Bubble = memo(function Bubble({ id, text, at, mine, name, first, last, state, failed }: BubbleProps) {
  const { t, time } = useWords();
  const large = text !== undefined && fewEmoji.test(text);
  const corners = `${first ? '' : mine ? 'rounded-se-md' : 'rounded-ss-md'} ${last ? '' : mine ? 'rounded-ee-md' : 'rounded-es-md'}`;
  const paint = large ? '' : `${mine ? 'bg-mine' : 'bg-theirs'} shadow-bubble`;
  const place = large ? 'flex justify-end' : 'inline-flex float-end ms-3 mt-1.5 -mb-0.5';
  return (
    <div className={`flex flex-col ${mine ? 'items-end' : 'items-start'} ${first ? 'pt-2' : 'pt-0.5'} ${last ? 'pb-1' : ''}`}>
      <div className={`max-w-[min(38rem,84%)] rounded-2xl px-3.5 py-2 ${corners} ${paint}`}>
        <span className="sr-only">{mine ? t('message.by_you', { time: time(at) }) : t('message.by', { name, time: time(at) })}</span>
        <span dir="auto" className={`wrap-anywhere whitespace-pre-wrap ${large ? 'text-5xl leading-tight' : ''}`}>
          {text === undefined ? <em className="text-soft">{t('chat.unsupported')}</em> : <LinkedText text={text} />}
        </span>
        <span aria-hidden={!state} className={`items-center gap-1 text-xs tabular-nums select-none ${mine && !large ? 'text-mine-soft' : 'text-soft'} ${place}`}>
          <time aria-hidden dateTime={new Date(at).toISOString()}>{time(at)}</time>
          {state && <StateMark state={state} />}
        </span>
      </div>
      {failed && <Failed id={id} code={failed} />}
    </div>
  );
});

function Failed({ id, code }: { id: string; code: string }) {
  const { t, whyCode } = useWords();
  const button = 'inline-flex min-h-9 items-center gap-1.5 rounded-lg px-2 font-semibold hover:bg-hover';
  return (
    <div className="text-berry mt-0.5 flex flex-wrap items-center justify-end gap-x-1 text-[13px]">
      <span className="px-1">{whyCode(code)}</span>
      <button type="button" className={button} onClick={() => void teahouse.retry(id)}><RotateCw size={14} />{t('message.retry')}</button>
      <button type="button" className={button} onClick={() => void teahouse.discard(id)}><Trash2 size={14} />{t('message.discard')}</button>
    </div>
  );
}
