import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useWords } from '../i18n/index.tsx';
import { languages } from '../i18n/languages.ts';
import type { Command } from './commands.ts';
import { suggest, wantedAt, type Mentionable } from './mentions.ts';

/** Something that can be chosen while one writes: what stands in the list, and what it comes to. */
export interface Choice {
  key: string;
  name: string;
  line?: string;
  /** Drawn before the name; a person's own picture where there is none. */
  sign?: string;
  /** What takes the place of what was typed. */
  text?: string;
  /** Who is meant, as the wire says it. */
  mark?: string;
  command?: Command;
}

const before = String.raw`(?:^|[^\p{L}\p{N}:]|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})`;
const emoji = new RegExp(`${before}[:：]([\\p{L}\\p{N}_+-]{2,32})$`, 'u');
const shortEmoji = new RegExp(`${before}[:：](\\p{Script=Han}{1,2})$`, 'u');
const command = /^\/([\p{L}_]{0,16})$/u;

type Kind = 'mention' | 'emoji' | 'command';

interface Wanted {
  kind: Kind;
  from: number;
  name: string;
}

/** What is being written where the caret stands. */
export function wantedIn(text: string, caret: number): Wanted | undefined {
  const written = text.slice(0, caret);
  const mention = wantedAt(text, caret);
  if (mention) return { kind: 'mention', ...mention };
  const order = command.exec(written);
  if (order) return { kind: 'command', from: 0, name: order[1]! };
  const named = (emoji.exec(written) ?? shortEmoji.exec(written))?.[1];
  return named === undefined ? undefined : { kind: 'emoji', from: caret - named.length - 1, name: named };
}

interface Sources {
  people: readonly Mentionable[];
  /** The commands that there are here; fetched when one is begun. */
  commands(): Promise<readonly Command[]>;
}

/** The choice of what is meant by what is typed, steered from the box. */
export function useChoosing(
  text: string, box: RefObject<HTMLTextAreaElement | null>, sources: Sources, onChosen: (choice: Choice, text: string, caret: number) => void,
) {
  const [wanted, setWanted] = useState<Wanted>();
  const [at, setAt] = useState(0);
  const fetched = useFetched(wanted, sources);
  const shown = wanted?.kind === 'mention' ? suggest(wanted.name, sources.people).map(personOf) : fetched;
  const open = shown.length > 0;
  const choose = (chosen: Choice) => {
    const caret = box.current?.selectionStart ?? text.length;
    const start = text.slice(0, wanted!.from) + (chosen.text ?? '');
    setWanted(undefined);
    onChosen(chosen, start + text.slice(caret), start.length);
  };
  return {
    id: 'choices', open, kind: wanted?.kind ?? 'mention', shown, at: Math.min(at, shown.length - 1), choose,
    look: (element: HTMLTextAreaElement) => {
      const next = element.selectionStart === element.selectionEnd ? wantedIn(element.value, element.selectionStart) : undefined;
      if (next?.from !== wanted?.from || next?.name !== wanted?.name) {
        setWanted(next);
        setAt(0);
      }
    },
    leave: () => setWanted(undefined),
    /** @returns whether the key was meant for the choice. */
    press: (event: KeyboardEvent): boolean => {
      if (!open) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step) setAt((Math.min(at, shown.length - 1) + step + shown.length) % shown.length);
      else if (event.key === 'Enter' || event.key === 'Tab') choose(shown[Math.min(at, shown.length - 1)]!);
      else if (event.key === 'Escape') setWanted(undefined);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

const personOf = ({ mark, name }: Mentionable): Choice => ({ key: mark, mark, name, text: `@${name} ` });
const none: Choice[] = [];

/** The commands or emoji that fit, once what knows them is here: the commands all at once, the emoji name by name. */
function useFetched(wanted: Wanted | undefined, sources: Sources): Choice[] {
  const { language, t } = useWords();
  const [answer, setAnswer] = useState<{ of: string; choices: Choice[] }>();
  const latest = useRef(sources);
  useEffect(() => void (latest.current = sources));
  const of = wanted && wanted.kind !== 'mention' ? (wanted.kind === 'emoji' ? wanted.name : '/') : undefined;
  useEffect(() => {
    if (of === undefined) return undefined;
    let current = true;
    const find = async () => {
      if (of === '/') return (await latest.current.commands()).map((one) => commandChoice(one, t(one.label)));
      return (await import('./emojiNames.ts')).emojiNamed(of, languages[language].emoji);
    };
    // Without a line there may be no names: then nothing is offered.
    find().then((choices) => current && setAnswer({ of, choices }), () => undefined);
    return () => void (current = false);
  }, [of, language, t]);
  if (of === undefined || answer?.of !== of) return none;
  return of === '/' ? answer.choices.filter(({ key }) => key.startsWith(wanted!.name.toLowerCase())) : answer.choices;
}

const commandChoice = (command: Command, line: string): Choice =>
  ({ key: command.name, name: `/${command.name}`, line, sign: command.sign, text: command.takes ? `/${command.name} ` : '', command });
