import { useId } from 'react';

interface SwitchProps {
  label: string;
  hint?: string | undefined;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

/** On or off, at once. */
export function Switch({ label, hint, checked, disabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex min-h-11 items-center gap-4 py-1.5">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="block font-medium">{label}</label>
        {hint && <p id={`${id}-hint`} className="text-soft text-fine">{hint}</p>}
      </div>
      <input
        id={id} type="checkbox" role="switch" checked={checked} aria-checked={checked} disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
        className="bg-edge checked:bg-leaf before:bg-surface relative h-7 w-12 shrink-0 cursor-pointer appearance-none rounded-full transition-colors
          before:absolute before:start-0.75 before:top-0.75 before:size-5.5 before:rounded-full before:transition-[translate]
          checked:before:translate-x-5 disabled:opacity-50 rtl:checked:before:-translate-x-5"
      />
    </div>
  );
}
