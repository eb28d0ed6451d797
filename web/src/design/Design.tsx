import type { ReactNode } from 'react';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { Buttons, Choices, Faces, Fields, KeysShown, Layers, Marks, RowsShown, States } from './parts.tsx';
import { colours, shadows, shapes, type } from './tokens.ts';
import { words } from './words.ts';

const parts: [string, () => ReactNode][] = [
  [words.buttons, Buttons], [words.fields, Fields], [words.choices, Choices], [words.rows, RowsShown], [words.faces, Faces], [words.marks, Marks],
  [words.layers, Layers], [words.states, States], [words.keys, KeysShown],
];

/** Every token and part of the client, in both themes: for who builds it. */
export default function Design() {
  return (
    <main className="bg-paper min-h-full" dir="ltr" lang="en">
      <header className="mx-auto flex max-w-6xl items-center gap-4 px-6 pt-10 pb-4">
        <Gaiwan steam className="text-leaf size-16 shrink-0" />
        <div>
          <h1 className="text-3xl font-bold tracking-tight">{words.title}</h1>
          <p className="text-soft mt-1">{words.intro}</p>
        </div>
      </header>
      <Both title={words.colours}><Colours /></Both>
      <Both title={words.type}>
        {type.map(([classes, use]) => <p key={use} className={classes}>{use}</p>)}
      </Both>
      <Both title={words.shapes}><Samples of={shapes} look="bg-chosen" /></Both>
      <Both title={words.shadows}><Samples of={shadows} look="bg-surface rounded-2xl" /></Both>
      {parts.map(([title, Part]) => <Both key={title} title={title}><Part /></Both>)}
    </main>
  );
}

/** The same in light and in dark. */
function Both({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mx-auto max-w-6xl px-6 py-5">
      <h2 className="mb-3 text-xl font-bold tracking-tight">{title}</h2>
      <div className="grid gap-4 lg:grid-cols-2">
        {(['light', 'dark'] as const).map((theme) => (
          <div key={theme} style={{ colorScheme: theme }} className="bg-paper text-ink border-line grid min-w-0 content-start gap-4 rounded-3xl border p-5">{children}</div>
        ))}
      </div>
    </section>
  );
}

function Colours() {
  return Object.entries(colours).map(([title, tokens]) => (
    <div key={title}>
      <h3 className="text-soft mb-2 text-sm font-semibold">{title}</h3>
      <ul className="grid gap-2 sm:grid-cols-2">
        {tokens.map(([token, use]) => (
          <li key={token} className="flex items-center gap-3">
            <span className="border-line size-9 shrink-0 rounded-xl border" style={{ background: `var(--color-${token})` }} />
            <span className="min-w-0 leading-tight"><code className="block text-sm font-semibold">{token}</code><span className="text-soft text-fine">{use}</span></span>
          </li>
        ))}
      </ul>
    </div>
  ));
}

function Samples({ of, look }: { of: typeof shapes; look: string }) {
  return (
    <ul className="flex flex-wrap gap-5">
      {of.map(([classes, use]) => (
        <li key={classes} className="w-28">
          <span className={`block h-16 w-24 ${look} ${classes}`} />
          <code className="mt-2 block text-xs font-semibold">{classes}</code>
          <span className="text-soft text-fine block leading-tight">{use}</span>
        </li>
      ))}
    </ul>
  );
}
