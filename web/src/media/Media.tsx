import type { ReactNode } from 'react';
import type { MessageRow } from '../chat/rows.ts';
import { useRoom } from '../chat/context.ts';
import { Markdown } from '../chat/Markdown.tsx';
import { FileCard, DownloadLink } from './FileCard.tsx';
import { isVisual, type MediaContent } from './kinds.ts';
import { keysOf, type Entry } from './look.ts';
import { Pictures } from './Pictures.tsx';
import { AudioFile, Voice } from './Sound.tsx';
import { useUploads } from './source.ts';

/** The files of a message: pictures and videos as a group, then the others, then the words to them. */
export default function Media({ row, content, foot }: { row: MessageRow; content: MediaContent; foot: ReactNode }) {
  const { me, nameOf } = useRoom();
  const uploads = useUploads(row.outgoing?.id);
  const place = row.message ?? row.place;
  const keys = place ? keysOf(place, content.items) : content.items.map((_, index) => `${row.key}/${index}`);
  const entries = content.items.map((item, index): Entry => ({
    key: keys[index]!, source: { item, place, upload: uploads?.[index] }, message: row.message, sender: row.sender, at: row.at,
  }));
  const visuals = entries.filter((entry) => isVisual(entry.source.item));
  const others = entries.filter((entry) => !isVisual(entry.source.item));
  return (
    <>
      {visuals.length > 0 && <Pictures entries={visuals} />}
      {others.length > 0 && (
        <div className={`grid grid-cols-[minmax(0,1fr)] gap-1 ${visuals.length ? 'px-2.5 pt-2' : ''}`}>
          {others.map((entry) => <Other key={entry.key} entry={entry} />)}
        </div>
      )}
      {content.text && (
        <div dir="auto" className={`flow-root w-0 min-w-full wrap-anywhere ${visuals.length ? 'px-2.5 pt-1.5 pb-1' : 'pt-1'}`}>
          <Markdown text={content.text} me={me} name={nameOf} />
          {foot}
        </div>
      )}
    </>
  );
}

function Other({ entry }: { entry: Entry }) {
  const { item } = entry.source;
  if (item.kind === 'voice') return <Voice entry={entry} />;
  if (item.kind === 'audio') return <AudioFile entry={entry} tools={<DownloadLink source={entry.source} name={item.name ?? ''} />} />;
  return <FileCard source={entry.source} />;
}
