import { isMember, limits, writtenIn, type Content, type FileToSend, type Kept, type Message, type Standing } from '@teahouse/client';
import { Check, SendHorizontal, Smile } from 'lucide-react';
import { lazy, Suspense, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { useAct } from '../app/act.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useLeave } from '../home/conversationMenu.ts';
import { useWords } from '../i18n/index.tsx';
import { DropZone } from '../media/DropZone.tsx';
import { MicButton } from '../media/MicButton.tsx';
import type { Press } from '../media/press.ts';
import { canRecord } from '../media/record.ts';
import { IconButton } from '../ui/Button.tsx';
import { toast } from '../ui/toast.tsx';
import { shortcutOf } from '../ways/shortcuts.ts';
import { AttachMenu, type Form } from './AttachMenu.tsx';
import { useRoom, type Subject } from './context.ts';
import type { Command } from './commands.ts';
import { useArrivingDraft, useDraft } from './drafts.ts';
import { decode, encode } from './mentions.ts';
import { silenceOf, useMentionable } from './room.ts';
import { share } from './sharing.ts';
import { SendButton } from './SendButton.tsx';
import { SubjectBar, useSubject } from './SubjectBar.tsx';
import { Suggestions } from './Suggestions.tsx';
import { useChoosing } from './useChoosing.ts';

const EmojiPanel = lazy(() => import('./EmojiPanel.tsx'));
const SendSheet = lazy(() => import('../media/SendSheet.tsx'));
const ScheduleDialog = lazy(() => import('./ScheduleDialog.tsx'));
const Recorder = lazy(() => import('../media/Recorder.tsx'));

interface ComposerProps {
  conversation: Kept;
  subject: Subject | undefined;
  onSubject(subject: Subject | undefined): void;
  onSent(): void;
  /** One's own last message, to be mended by ArrowUp. */
  lastOwn(): Message | undefined;
}

/** Where one writes, or why one cannot. */
export function Composer(props: ComposerProps) {
  const { t, moment } = useWords();
  const { me } = useRoom();
  const silence = isMember(props.conversation) ? silenceOf(props.conversation, me) : { key: 'chat.not_member' as const };
  if (!silence) return <Writing {...props} />;
  return (
    <p className="bg-surface border-line text-soft border-t px-6 py-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-center">
      {t(silence.key, { time: silence.until ? moment(silence.until) : '' })}
    </p>
  );
}

function Writing({ conversation, subject, onSubject, onSent, lastOwn }: ComposerProps) {
  const { t, why } = useWords();
  const room = useRoom();
  const { drafts } = useWorld();
  const place = room.thread === undefined ? conversation.id : `${conversation.id}/${room.thread}`;
  const [known] = useState(() => new Map<string, string>());
  const nameOf = (mark: string) => (mark.startsWith('@') ? room.nameOf(mark.slice(1)) : t(mark === '!all' ? 'mention.all' : 'mention.here'));
  const shown = (text: string) => decode(text, nameOf, known);
  const [text, setText] = useState(() => shown(drafts.get(place) ?? ''));
  const [alongside, setAlongside] = useState(false);
  const [emoji, setEmoji] = useState(false);
  const [chosen, setChosen] = useState<{ files: File[]; asFiles: boolean }>();
  const [press, setPress] = useState<Press>();
  const box = useRef<HTMLTextAreaElement>(null);
  const editing = subject?.is === 'edit' ? subject.message : undefined;
  const [aside, setAside] = useState('');
  useDraft(place, editing ? aside : encode(text, known));
  useArrivingDraft(place, text, editing === undefined, (draft) => setText(shown(draft)), known);
  useSubject(subject, box, (message) => {
    if (!message) return setText(shown(aside));
    setAside(encode(text, known));
    setText(shown(writtenIn(message.content)));
  });
  useLayoutEffect(() => {
    // On a phone the keyboard would cover what one has come to read.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus();
  }, []);
  const all = useMentionable(conversation);
  // At once, so that a key that follows at once finds the caret where it belongs.
  const write = (next: string, caret: number) => {
    flushSync(() => setText(next));
    box.current?.focus();
    box.current?.setSelectionRange(caret, caret);
  };
  const act = useAct();
  const leave = useLeave();
  const [form, setForm] = useState<Form>();
  const [later, setLater] = useState<string>();
  const commands = async () => (editing ? [] : (await import('./commands.ts')).commandsOf({
    room, act, say: (said) => say(said), open: setForm, schedule: setLater, leave: () => leave(conversation, room.name),
  }));
  const run = (command: Command, words = '') => {
    write('', 0);
    command.run(words);
  };
  const choosing = useChoosing(text, box, { people: all, commands }, ({ mark, name, command }, next, caret) => {
    if (mark) known.set(`@${name}`, mark);
    if (command && !command.takes) run(command);
    else write(next, caret);
  });
  const tooLong = new TextEncoder().encode(text).length > limits.textBytes;
  // The words to files may be taken away.
  const sendable = (text.trim() !== '' || editing?.content.type === 'media') && !tooLong;
  const standing = (): Standing => ({
    ...(subject?.is === 'reply' && { reply_to: subject.message.seq }),
    ...(room.thread !== undefined && { thread: room.thread, ...(alongside && { in_channel: true }) }),
  });
  const done = () => {
    setText('');
    setAlongside(false);
    onSubject(undefined);
    onSent();
  };
  const back = () => {
    // On a phone the keyboard would cover what one has sent.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus();
  };
  const sendContent = (content: Content) => {
    void sendAndFollow(conversation.id, content, standing());
    onSubject(undefined);
    onSent();
  };
  const choose = (files: File[], asFiles = false) => {
    if (files.length && !editing) setChosen({ files, asFiles });
  };
  const sendFiles = (files: FileToSend[], caption: string) => {
    const said = encode(caption, known);
    for (let at = 0; at < files.length; at += limits.filesPerMessage) {
      const some = files.slice(at, at + limits.filesPerMessage);
      teahouse.sendMedia(conversation.id, some, at ? '' : said, standing()).catch(() => toast(t('media.no_room_here'), 'bad'));
    }

    setChosen(undefined);
    setPress(undefined);
    done();
    back();
  };
  const mend = async (message: Message, content: Content) => {
    try {
      await teahouse.call('edit_message', { conversation_id: conversation.id, seq: message.seq, content });
      setText(shown(aside));
      onSubject(undefined);
    } catch (error) {
      toast(why(error), 'bad');
    }
  };
  const say = (said: string) => {
    void teahouse.send(conversation.id, said, standing());
    done();
    box.current?.focus();
  };
  /** Does what is written as a command; what only begins like one is said. */
  const order = async (said: string) => {
    const { commandIn } = await import('./commands.ts');
    const found = commandIn(said, await commands());
    if (!found) say(said);
    else if (found.words || found.command.takes !== 'some') run(found.command, found.words);
  };
  const send = () => {
    if (!sendable) return;
    const said = encode(text.trim(), known);
    if (editing) return void mend(editing, { type: 'text', text: said });
    if (text.startsWith('/')) return void order(said);
    say(said);
  };
  const pressKey = (event: KeyboardEvent) => {
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (composing || choosing.press(event)) return;
    const name = shortcutOf(event, 'writing');
    const own = name === 'edit_last' && !text && !subject ? lastOwn() : undefined;
    if (name === 'cancel' && subject) onSubject(undefined);
    else if (own) onSubject({ is: 'edit', message: own });
    else if (name === 'send' && !matchMedia('(pointer: coarse)').matches) send();
    else return;
    event.preventDefault();
  };
  const insert = (added: string) => {
    const at = box.current?.selectionStart ?? text.length;
    write(text.slice(0, at) + added + text.slice(box.current?.selectionEnd ?? at), at + added.length);
  };
  return (
    <form
      className="bg-surface border-line relative border-t pt-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => (event.preventDefault(), send())}
    >
      {subject && <SubjectBar subject={subject} onCancel={() => onSubject(undefined)} />}
      {choosing.open && <Suggestions {...choosing} onChoose={choosing.choose} />}
      <div inert={press !== undefined} className={`mx-auto flex max-w-4xl items-end gap-1 ${room.thread === undefined ? 'px-2 md:px-5' : 'px-2'}`}>
        {!editing && <AttachMenu conversation={conversation} thread={room.thread} form={form} onForm={setForm} onSend={sendContent} onFiles={choose} />}
        <div className="relative min-w-0 flex-1">
          <textarea
            ref={box}
            rows={1}
            dir="auto"
            aria-label={t(room.thread === undefined ? 'chat.write' : 'thread.write')}
            placeholder={t(room.thread === undefined ? 'chat.write' : 'thread.write')}
            aria-invalid={tooLong}
            aria-autocomplete="list"
            aria-controls={choosing.open ? choosing.id : undefined}
            aria-activedescendant={choosing.open ? `${choosing.id}-${choosing.at}` : undefined}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              choosing.look(event.target);
              if (event.target.value.trim() && room.thread === undefined) teahouse.typing(conversation.id);
            }}
            onSelect={(event) => choosing.look(event.currentTarget)}
            onBlur={choosing.leave}
            onKeyDown={pressKey}
            onPaste={(event) => {
              const { files: pasted, types } = event.clipboardData;
              const files = [...pasted];
              // Spreadsheets and the like give a picture of their words beside the words.
              if (!files.length || (types.includes('text/plain') && types.includes('text/html'))) return;
              event.preventDefault();
              choose(files);
            }}
            className="field field-sizing-content block max-h-40 min-h-11 w-full resize-none rounded-3xl py-2.5 ps-4 pe-11 leading-6"
          />
          <IconButton
            label={t('emoji.open')} aria-expanded={emoji} className="absolute end-0 bottom-0"
            onClick={() => setEmoji(!emoji)}
          >
            <Smile size={20} />
          </IconButton>
          {tooLong && <p role="alert" className="text-berry px-4 pt-1 text-fine">{t('chat.too_long')}</p>}
        </div>
        {editing ? (
          <IconButton type="submit" label={t('settings.save')} disabled={!sendable} className="bg-leaf text-on-leaf hover:bg-leaf-deep hover:text-on-leaf disabled:opacity-45">
            <Check size={20} />
          </IconButton>
        ) : !text.trim() && canRecord() ? <MicButton onPress={setPress} /> : (
          <SendButton
            icon={<SendHorizontal size={20} />} disabled={!sendable}
            onLater={() => setLater(encode(text.trim(), known))}
          />
        )}
      </div>
      {room.thread !== undefined && !editing && (
        <label className="text-soft mx-auto flex max-w-4xl items-center gap-2 px-4 pt-2 text-fine">
          <input type="checkbox" className="accent-leaf size-4" checked={alongside} onChange={(event) => setAlongside(event.target.checked)} />
          {t('thread.alongside')}
        </label>
      )}
      <DropZone name={room.name} onFiles={choose} />
      {chosen && (
        <Suspense>
          <SendSheet {...chosen} name={room.name} caption={text} onSend={sendFiles} onClose={() => (setChosen(undefined), back())} />
        </Suspense>
      )}
      {press && (
        <Suspense>
          <Recorder press={press} onSend={(file) => sendFiles([file], '')} onClose={() => (setPress(undefined), back())} />
        </Suspense>
      )}
      {later !== undefined && (
        <Suspense>
          <ScheduleDialog
            conversation={conversation} content={{ type: 'text', text: later }} standing={standing()} onClose={() => setLater(undefined)}
            onDone={() => (setLater(undefined), done(), box.current?.focus())}
          />
        </Suspense>
      )}
      {emoji && (
        <Suspense>
          <EmojiPanel
            onEmoji={insert} onClose={() => (setEmoji(false), box.current?.focus())}
            {...(!editing && { onSticker: (pack: string, sticker: string) => sendContent({ type: 'sticker', pack, sticker }) })}
          />
        </Suspense>
      )}
    </form>
  );
}

/** A place that is live moves along with this device. */
async function sendAndFollow(conversation: string, content: Content, standing: Standing): Promise<void> {
  const message = await teahouse.send(conversation, content, standing);
  if (content.type === 'location' && content.live_for_s) await share({ conversation, message, until: Date.now() + content.live_for_s * 1000 });
}
