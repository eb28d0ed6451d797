import { Fragment, memo, type ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import { parse, type Block, type Inline } from './markdown.ts';

interface MarkdownProps {
  text: string;
  me: string;
  name(id: string): string;
}

/** A text in the Markdown subset. It is built from nodes only, so that no text of a person can become markup. */
export const Markdown = memo(function Markdown({ text, me, name }: MarkdownProps) {
  return parse(text).map((block, index) => <BlockView key={index} block={block} me={me} name={name} />);
});

function BlockView({ block, me, name }: { block: Block; me: string; name: MarkdownProps['name'] }): ReactNode {
  const inline = (parts: Inline[]) => <Inlines parts={parts} me={me} name={name} />;
  if (block.is === 'text') return <span className="whitespace-pre-wrap">{inline(block.inner)}</span>;
  if (block.is === 'code') {
    return (
      <pre tabIndex={0} dir="ltr" className="bg-code my-1 max-h-80 overflow-auto rounded-lg px-3 py-2 font-mono text-fine leading-5 whitespace-pre">
        <code>{block.text}</code>
      </pre>
    );
  }

  if (block.is === 'quote') {
    return (
      <blockquote className="border-leaf my-1 border-s-3 ps-2.5 opacity-90">
        {block.inner.map((inner, index) => <BlockView key={index} block={inner} me={me} name={name} />)}
      </blockquote>
    );
  }

  const items = block.items.map((item, index) => <li key={index}>{inline(item)}</li>);
  return block.ordered
    ? <ol start={block.start} className="my-0.5 list-decimal ps-7">{items}</ol>
    : <ul className="my-0.5 list-disc ps-5.5">{items}</ul>;
}

function Inlines({ parts, me, name }: { parts: Inline[]; me: string; name: MarkdownProps['name'] }): ReactNode {
  const { t } = useWords();
  return parts.map((part, index) => {
    switch (part.is) {
      case 'text': return <Fragment key={index}>{part.text}</Fragment>;
      case 'bold': return <strong key={index}><Inlines parts={part.inner} me={me} name={name} /></strong>;
      case 'italic': return <em key={index}><Inlines parts={part.inner} me={me} name={name} /></em>;
      case 'strike': return <s key={index}><Inlines parts={part.inner} me={me} name={name} /></s>;
      case 'code': return <code key={index} dir="ltr" className="bg-code rounded px-1 py-0.5 font-mono text-[0.9em]">{part.text}</code>;
      case 'person': return <Chip key={index} loud={part.id === me}>{name(part.id)}</Chip>;
      case 'everyone': return <Chip key={index} loud>{t(`mention.${part.who}`)}</Chip>;
      case 'link': return (
        <a
          key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow" title={part.text === part.href ? undefined : part.href}
          className="font-medium underline underline-offset-2 hover:decoration-2"
        >
          <bdi>{part.text}</bdi>
        </a>
      );
    }
  });
}

/** Somebody who is mentioned, by the name they have now. */
function Chip({ loud, children }: { loud: boolean; children: string }) {
  return <span className={`rounded px-1 font-semibold ${loud ? 'bg-loud text-on-loud' : 'bg-chip text-link'}`}><bdi>{`@${children}`}</bdi></span>;
}
