import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';

interface TabsProps {
  label: string;
  tabs: readonly { id: string; label: string; count?: number; content: ReactNode }[];
  value?: string;
  onChange?(id: string): void;
}

export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  const { number } = useWords();
  return (
    <Base.Root {...(value === undefined ? { defaultValue: tabs[0]?.id } : { value })} onValueChange={(next: string) => onChange?.(next)}>
      <Base.List aria-label={label} className="bg-hover mb-4 flex gap-1 rounded-xl p-1">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.id} value={tab.id}
            className="text-soft data-active:bg-raised data-active:text-ink data-active:shadow-bubble min-h-10 flex-1 rounded-lg px-2 font-medium transition-colors"
          >
            {tab.label}
            {tab.count ? <span className="ms-1.5 tabular-nums">{number(tab.count)}</span> : null}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => <Base.Panel key={tab.id} value={tab.id} className="outline-offset-4">{tab.content}</Base.Panel>)}
    </Base.Root>
  );
}
