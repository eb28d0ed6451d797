import { isAdmin, type Message } from '@teahouse/client';
import { X } from 'lucide-react';
import { useAct } from '../app/act.ts';
import { ask } from '../app/ask.ts';
import { useRoom } from '../chat/context.ts';
import { useWords } from '../i18n/index.tsx';
import { Picture } from './Picture.tsx';
import { Tool } from './Tool.tsx';

const wideAt = 600;

/** What a page that is linked to says of itself. Who sent the link can take the card off. */
export default function LinkCard({ message }: { message: Message }) {
  const { t } = useWords();
  const act = useAct();
  const { me, conversation } = useRoom();
  const { url, title, description, site, picture } = message.preview!;
  const { conversation_id, seq } = message;
  const may = message.sender_id === me || isAdmin(conversation, me);
  const source = picture && { item: picture, place: message, upload: undefined };
  const { width = 0, height = 0 } = picture ?? {};
  const wide = width >= wideAt && width / height >= 1.3;
  return (
    <div className="group/card bg-code relative mt-2 mb-1 w-96 max-w-full overflow-hidden rounded-xl">
      <a href={url} target="_blank" rel="noopener noreferrer nofollow" className="border-leaf hover:bg-hover flex border-s-3 -outline-offset-2">
        <span className="min-w-0 flex-1">
          {source && wide && <span className="relative block aspect-[1.91] w-full overflow-hidden"><Picture source={source} pixels={384} alt="" /></span>}
          <span className="block px-3 py-2 pe-8">
            <bdi className="text-leaf block truncate text-fine font-semibold">{site ?? hostOf(url)}</bdi>
            <bdi className="line-clamp-2 leading-snug font-semibold wrap-anywhere">{title}</bdi>
            {description && <bdi className="text-soft mt-0.5 line-clamp-3 text-sm leading-snug wrap-anywhere">{description}</bdi>}
          </span>
        </span>
        {source && !wide && <span className="relative m-2.5 block size-18 shrink-0 overflow-hidden rounded-lg"><Picture source={source} pixels={72} alt="" /></span>}
      </a>
      {may && (
        <Tool
          label={t('link.remove_preview')} onClick={() => void act(ask('remove_preview', { conversation_id, seq }))}
          className="bg-surface/80 text-soft hover:text-ink absolute end-1 top-1 inline-flex size-7 items-center justify-center rounded-full opacity-0
            transition-opacity group-hover/card:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
        >
          <X size={15} aria-hidden />
        </Tool>
      )}
    </div>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
