import { ChevronDown } from 'lucide-react';
import { useId } from 'react';

export interface Option<T extends string> {
  value: T;
  label: string;
  lang?: string;
}

interface SelectProps<T extends string> {
  label: string;
  hint?: string | undefined;
  value: T;
  options: readonly Option<T>[];
  disabled?: boolean;
  onChoose(value: NoInfer<T>): void;
}

/** One of several. The browser's own list, which suits every pointer, keyboard and reader. */
export function Select<T extends string>({ label, hint, value, options, disabled = false, onChoose }: SelectProps<T>) {
  const id = useId();
  return (
    <div className="flex min-h-11 items-center gap-4 py-1.5">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="block font-medium">{label}</label>
        {hint && <p id={`${id}-hint`} className="text-soft text-fine">{hint}</p>}
      </div>
      <span className="relative max-w-[60%] shrink-0">
        <select
          id={id} value={value} disabled={disabled} aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => onChoose(event.target.value as T)}
          className="border-edge bg-surface hover:bg-hover min-h-11 w-full appearance-none rounded-xl border text-ellipsis ps-3.5 pe-9 font-medium disabled:opacity-50"
        >
          {options.map((one) => <option key={one.value} value={one.value} lang={one.lang} className="bg-surface text-ink">{one.label}</option>)}
        </select>
        <ChevronDown size={16} aria-hidden className="text-soft pointer-events-none absolute end-3 top-1/2 -translate-y-1/2" />
      </span>
    </div>
  );
}
