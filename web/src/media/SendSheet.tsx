import { limits, type FileToSend } from '@teahouse/client';
import { ArrowLeft, ArrowRight, Plus, SendHorizontal, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Switch } from '../ui/Switch.tsx';
import { FileSign } from './FileCard.tsx';
import { familyOf, isVisual } from './kinds.ts';
import { partOf, release, toSend, type Part } from './parts.ts';
import { Tool } from './Tool.tsx';
import { sizeWords } from './words.ts';

interface SendSheetProps {
  files: File[];
  /** To whom, for the title. */
  name: string;
  caption: string;
  /** They are sent as they are, however they look. */
  asFiles: boolean;
  onSend(files: FileToSend[], caption: string): void;
  onClose(): void;
}

/** What is about to be sent, once more before one's eyes: put in order, described, with words to it. */
export default function SendSheet({ files, name, caption: given, asFiles: raw, onSend, onClose }: SendSheetProps) {
  const { t } = useWords();
  const [parts, setParts] = useState<readonly Part[]>(() => files.map(partOf));
  const [asFiles, setAsFiles] = useState(raw);
  const [caption, setCaption] = useState(given);
  const [described, setDescribed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const shown = useRef(parts);
  useEffect(() => void (shown.current = parts), [parts]);
  useEffect(() => () => release(shown.current), []);
  const tooLong = new TextEncoder().encode(caption).length > limits.textBytes;
  const add = (more: readonly File[]) => setParts((before) => [...before, ...more.map(partOf)]);
  const remove = (part: Part) => {
    release([part]);
    const rest = parts.filter((one) => one !== part);
    if (rest.length) setParts(rest);
    else onClose();
  };
  const move = (part: Part, step: number) => {
    const at = parts.indexOf(part) + step;
    const rest = parts.filter((one) => one !== part);
    setParts([...rest.slice(0, at), part, ...rest.slice(at)]);
  };
  const send = async () => {
    if (busy || tooLong) return;
    setBusy(true);
    onSend(await Promise.all(parts.map((part) => toSend(part, asFiles))), caption.trim());
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    void send();
  };
  const paste = (event: ClipboardEvent) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    add([...event.clipboardData.files]);
  };
  const visual = parts.some((part) => isVisual(part));
  const lossy = parts.some((part) => part.kind !== 'file');
  const part = parts.find((one) => one.id === described);
  const messages = Math.ceil(parts.length / limits.filesPerMessage);
  const foot = (
    <div className="w-full">
      <div className="flex items-end gap-2">
        <textarea
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- One has just chosen the files: the words to them come next.
          autoFocus={matchMedia('(pointer: fine)').matches} rows={1} dir="auto" aria-label={t('send.caption')} placeholder={t('send.caption')}
          aria-invalid={tooLong} value={caption} onChange={(event) => setCaption(event.target.value)} onKeyDown={press} onPaste={paste}
          className="field field-sizing-content block max-h-32 min-h-11 min-w-0 flex-1 resize-none rounded-3xl px-4 py-2.5 leading-6"
        />
        <Tool
          label={t('chat.send')} disabled={busy || tooLong} onClick={() => void send()}
          className="bg-leaf text-on-leaf hover:bg-leaf-deep inline-flex size-11 shrink-0 items-center justify-center rounded-full disabled:opacity-45"
        >
          <SendHorizontal size={20} />
        </Tool>
      </div>
      {tooLong && <p role="alert" className="text-berry px-4 pt-1 text-fine">{t('chat.too_long')}</p>}
    </div>
  );
  return (
    <Dialog open title={t('send.title', { count: parts.length, name })} foot={foot} onOpenChange={(open) => open || onClose()}>
      <div>
        <ol className={visual && !asFiles ? 'grid grid-cols-2 gap-2 sm:grid-cols-3' : 'grid gap-1'}>
          {parts.map((one, index) => (
            <li key={one.id} className={isVisual(one) && !asFiles ? '' : 'col-span-full'}>
              <PartView
                part={one} asFiles={asFiles} first={index === 0} last={index === parts.length - 1} onRemove={() => remove(one)} onMove={(step) => move(one, step)}
                described={described === one.id} onDescribe={() => setDescribed(described === one.id ? undefined : one.id)}
              />
            </li>
          ))}
          <li className="col-span-full"><AddMore onFiles={add} /></li>
        </ol>
        {part && (
          <Field
            key={part.id} label={t('send.alt')} hint={t('send.alt_hint')} value={part.alt} maxLength={limits.alt} dir="auto" className="mt-3"
            onChange={(event) => setParts(parts.map((one) => (one === part ? { ...one, alt: event.target.value } : one)))}
          />
        )}
        {lossy && <div className="mt-3"><Switch label={t('send.original')} hint={t('send.original_hint')} checked={asFiles} onChange={setAsFiles} /></div>}
        {messages > 1 && <p className="text-soft pt-2 text-fine">{t('send.several', { count: messages })}</p>}
      </div>
    </Dialog>
  );
}

interface PartViewProps {
  part: Part;
  asFiles: boolean;
  first: boolean;
  last: boolean;
  described: boolean;
  onRemove(): void;
  onMove(step: number): void;
  onDescribe(): void;
}

const toolClass = 'inline-flex size-8 items-center justify-center rounded-full bg-shade text-on-shade hover:bg-shade-deep';

function PartView({ part, asFiles, first, last, described, onRemove, onMove, onDescribe }: PartViewProps) {
  const { t, language } = useWords();
  const { file, kind, url } = part;
  const { name } = file;
  const steps = (tool: string) => (
    <>
      {!first && <Tool label={t('send.earlier', { name })} className={tool} onClick={() => onMove(-1)}><ArrowLeft size={16} aria-hidden /></Tool>}
      {!last && <Tool label={t('send.later', { name })} className={tool} onClick={() => onMove(1)}><ArrowRight size={16} aria-hidden /></Tool>}
    </>
  );
  if (!isVisual(part) || asFiles) {
    const tool = 'text-soft hover:bg-hover hover:text-ink inline-flex size-9 items-center justify-center rounded-full';
    return (
      <div className="flex items-center gap-3 py-1">
        <FileSign family={familyOf({ name, media_type: file.type })} />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium"><bdi>{name}</bdi></p>
          <p className="text-soft text-fine">{sizeWords(file.size, language)}</p>
        </div>
        <div className="flex">
          {steps(`${tool} rotate-90 rtl:-rotate-90`)}
          <Tool label={t('send.remove', { name })} className={tool} onClick={onRemove}><Trash2 size={17} aria-hidden /></Tool>
        </div>
      </div>
    );
  }

  return (
    <div className="bg-code relative aspect-square overflow-hidden rounded-xl">
      {kind === 'image'
        ? <Shown url={url} name={name} />
        : <video src={`${url}#t=0.1`} muted playsInline preload="metadata" aria-label={name} className="size-full object-cover" />}
      <div className="absolute inset-x-1.5 top-1.5 flex justify-between">
        <Tool
          label={`${t('send.alt_short')} ${name}`} title={t('send.describe', { name })} aria-pressed={described} onClick={onDescribe}
          className={`${toolClass} w-auto! px-2.5 text-xs font-bold aria-pressed:bg-shade-deep`}
        >
          {t('send.alt_short')}
        </Tool>
        <Tool label={t('send.remove', { name })} className={toolClass} onClick={onRemove}><Trash2 size={15} aria-hidden /></Tool>
      </div>
      <div className="absolute inset-x-1.5 bottom-1.5 flex justify-between">{steps(toolClass)}</div>
    </div>
  );
}

/** A picture; one that this browser cannot show by its name. */
function Shown({ url, name }: { url: string; name: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <p className="text-soft grid size-full place-items-center p-3 text-center text-fine wrap-anywhere"><bdi>{name}</bdi></p>;
  return <img src={url} alt={name} onError={() => setBroken(true)} className="size-full object-cover" />;
}

function AddMore({ onFiles }: { onFiles(files: File[]): void }) {
  const { t } = useWords();
  return (
    <label
      className="border-edge text-soft hover:bg-hover has-focus-visible:outline-leaf flex min-h-11 cursor-pointer items-center justify-center
        gap-2 rounded-xl border border-dashed font-medium has-focus-visible:outline-2"
    >
      <Plus size={20} aria-hidden />
      {t('send.more')}
      <input type="file" multiple className="sr-only" onChange={({ target }) => (onFiles([...(target.files ?? [])]), (target.value = ''))} />
    </label>
  );
}
