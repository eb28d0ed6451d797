import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { follow } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';

interface PageProps {
  title: string;
  /** The list that it was opened from. */
  back: string;
  tools?: ReactNode;
  children: ReactNode;
}

/** One page of the larger pane: a title, the way back on a phone, and what scrolls. */
export function Page({ title, back, tools, children }: PageProps) {
  const { t } = useWords();
  return (
    <section className="bg-hall flex h-full min-w-0 flex-col">
      <header className="bg-surface border-line flex min-h-16 items-center gap-1 border-b px-2 py-2 md:px-6">
        <a
          href={back} onClick={follow} aria-label={t('ui.back')} title={t('ui.back')}
          className="text-soft hover:bg-hover inline-flex size-11 shrink-0 items-center justify-center rounded-full md:hidden"
        >
          <ArrowLeft size={22} />
        </a>
        <h2 className="min-w-0 flex-1 truncate text-lg font-bold"><bdi>{title}</bdi></h2>
        {tools}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-2xl grid-cols-[minmax(0,1fr)] gap-5 p-4 pb-10 md:p-6">{children}</div>
      </div>
    </section>
  );
}
