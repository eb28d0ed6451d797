import type { ReactNode } from 'react';

/** The pack that every client has: a cup of tea in twelve moods. */
export const teaPack = 'tea';

const ink = '#3b2f25';
const line = { fill: 'none', stroke: ink, strokeWidth: 3, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

/** What floats around the cup stands on the paper of the chat, light or dark. */
const loose = { ...line, style: { stroke: `light-dark(${ink}, #d8cab8)` } } as const;

interface CupProps {
  face: ReactNode;
  glaze?: string;
  lid?: number;
  children?: ReactNode;
}

/** The covered bowl itself: saucer, bowl, lid, cheeks; a mood adds its face and what is around. */
function Cup({ face, glaze = '#7fb08c', lid = 0, children }: CupProps) {
  return (
    <svg viewBox="0 0 120 120" aria-hidden>
      <ellipse cx="60" cy="106" rx="40" ry="7" fill={ink} opacity=".13" />
      <path d="M22 97c10 10 66 10 76 0l-6-5H28z" {...line} fill="#f3e6cf" />
      <path d="M24 52h72c0 26-13 43-28 43H52C37 95 24 78 24 52z" {...line} fill="#fffaf0" />
      <path d="M28.5 70c18 7 45 7 63 0-5 15-13 24-23.5 24h-16C41.5 94 33.5 85 28.5 70z" fill={glaze} opacity=".85" />
      <g transform={`rotate(${lid} 60 50)`}>
        <path d="M28 52c3-13 15-20 32-20s29 7 32 20z" {...line} fill={glaze} />
        <circle cx="60" cy="28" r="5.5" {...line} fill="#f3e6cf" />
      </g>
      <ellipse cx="39" cy="70" rx="5" ry="3" fill="#f09a86" opacity=".75" />
      <ellipse cx="81" cy="70" rx="5" ry="3" fill="#f09a86" opacity=".75" />
      {face}
      {children}
    </svg>
  );
}

const dots = <><circle cx="48" cy="63" r="3.2" fill={ink} /><circle cx="72" cy="63" r="3.2" fill={ink} /></>;
const smile = <path d="M53 70c3 5 11 5 14 0" {...line} />;
const shut = <path d="M43 64c3-4 8-4 10 0M67 64c3-4 8-4 10 0" {...line} />;
const closed = <path d="M43 62c3 4 8 4 10 0M67 62c3 4 8 4 10 0" {...line} />;
const open = <path d="M51 68h18c0 9-4 12-9 12s-9-3-9-12z" fill="#b5483c" stroke={ink} strokeWidth="3" strokeLinejoin="round" />;
const steam = <path d="M46 20c-4-5 4-8 0-14M60 17c-4-5 4-8 0-14M74 20c-4-5 4-8 0-14" {...loose} opacity=".45" />;
const heart = (x: number, y: number, size: number) => (
  <path transform={`translate(${x} ${y}) scale(${size})`} d="M0 4C-9-3-5-11 0-6c5-5 9 3 0 10z" fill="#d9574a" stroke={ink} strokeWidth={2.4 / size} strokeLinejoin="round" />
);
const hand = (path: string) => <path d={path} {...loose} strokeWidth={4} />;

/** Each by its name on the wire. */
export const stickers: Record<string, () => ReactNode> = {
  hello: () => <Cup face={<>{dots}{smile}</>}>{steam}{hand('M96 62c8-2 12-10 13-18M109 44l-4-6M109 44l2-7M109 44l6-4')}</Cup>,
  love: () => <Cup face={<>{shut}{smile}</>} glaze="#e3a39a">{heart(22, 26, 1.6)}{heart(100, 20, 2)}{heart(60, 10, 1.3)}</Cup>,
  laugh: () => <Cup face={<>{shut}{open}</>} lid={-14}><path d="M14 60l-8-4M14 72H5M106 60l8-4M106 72h9" {...loose} opacity=".6" /></Cup>,
  cry: () => (
    <Cup face={<>{closed}<path d="M54 76c3-5 9-5 12 0" {...line} /></>} glaze="#8fb3c9">
      <path d="M46 70c-5 8-5 13 0 13s5-5 0-13zM75 72c-4 7-4 11 0 11s4-4 0-11z" fill="#7fc1e6" stroke={ink} strokeWidth="2" />
    </Cup>
  ),
  sleep: () => <Cup face={<>{closed}<ellipse cx="60" cy="74" rx="4" ry="3" fill={ink} /></>} glaze="#9a94c2"><path d="M84 30h9l-9 10h9M99 14h12L99 27h12" {...loose} /></Cup>,
  boil: () => (
    <Cup face={<><path d="M42 58l12 5M78 58l-12 5" {...line} /><circle cx="49" cy="66" r="2.8" fill={ink} /><circle cx="71" cy="66" r="2.8" fill={ink} /><path d="M52 77l4-3 4 3 4-3 4 3" {...line} /></>} glaze="#d9684f" lid={10}>
      <path d="M22 40c-9-2-11-13-2-15 1-9 14-9 16-1M98 40c9-2 11-13 2-15-1-9-14-9-16-1" {...line} fill="#fff" />
    </Cup>
  ),
  wow: () => (
    <Cup face={<><circle cx="47" cy="62" r="5.5" fill="#fff" stroke={ink} strokeWidth="3" /><circle cx="73" cy="62" r="5.5" fill="#fff" stroke={ink} strokeWidth="3" /><circle cx="47" cy="62" r="2" fill={ink} /><circle cx="73" cy="62" r="2" fill={ink} /><ellipse cx="60" cy="78" rx="5" ry="6.5" fill="#b5483c" stroke={ink} strokeWidth="3" /></>}>
      <path d="M14 30v14M14 52v1M106 30v14M106 52v1" {...loose} strokeWidth={5} />
    </Cup>
  ),
  cool: () => <Cup face={<><path d="M36 58h48v4c0 9-18 9-21 0h-6c-3 9-21 9-21 0z" fill={ink} /><path d="M41 62l5-3M68 62l5-3" stroke="#fff" strokeWidth="2.5" strokeLinecap="round" /><path d="M54 76c4 3 9 2 12-2" {...line} /></>} glaze="#5e8f9c" />,
  party: () => (
    <Cup face={<>{shut}{open}</>} glaze="#c98bb9">
      <path d="M42 34L60 2l18 32c-10-4-26-4-36 0z" {...line} fill="#f2c14e" />
      <path d="M52 16l12 14M48 26l6 6" stroke="#d9574a" strokeWidth="4" strokeLinecap="round" />
      <path d="M18 26l4 7M104 18l-3 8M14 50l8 1M108 46l-8 3" strokeWidth="5" strokeLinecap="round" stroke="#5aa0c8" />
      <path d="M28 12l2 6M94 36l5-4" strokeWidth="5" strokeLinecap="round" stroke="#d9574a" />
    </Cup>
  ),
  hmm: () => (
    <Cup face={<><circle cx="48" cy="62" r="3.2" fill={ink} /><path d="M68 60h9M66 53l12-2M55 76c4-3 8-3 11-1" {...line} /></>} glaze="#c2a878">
      <path d="M94 18c1-9 16-8 15 2-1 6-8 7-8 13M101 42v1" {...loose} strokeWidth={5} />
    </Cup>
  ),
  thanks: () => (
    <Cup face={<>{closed}{smile}</>}>
      <path d="M60 18C50 18 46 8 48 2c7 0 12 6 12 16zM60 18c10 0 14-10 12-16-7 0-12 6-12 16z" {...line} fill="#7fb08c" />
      <path d="M44 88c6-6 10-6 16 0 6-6 10-6 16 0" {...line} />
      {heart(100, 54, 1.4)}
    </Cup>
  ),
  good: () => (
    <Cup face={<>{shut}{smile}</>} glaze="#8dbb6b">
      <path d="M92 66c4-8 6-10 6-20 6-1 9 5 6 13h10c3 0 3 4 1 5 2 2 1 5-1 5 1 3 0 5-2 5 0 3-1 4-4 4H99z" {...line} fill="#fce3c4" />
    </Cup>
  ),
};
