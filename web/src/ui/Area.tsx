import { useId } from 'react';

interface AreaProps {
  label: string;
  value: string;
  maxLength: number;
  onChange(value: string): void;
}

/** Several lines of text. */
export function Area({ label, value, maxLength, onChange }: AreaProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">{label}</label>
      <textarea
        id={id} value={value} maxLength={maxLength} rows={3} dir="auto" onChange={(event) => onChange(event.target.value)}
        className="border-edge bg-surface focus:border-leaf field-sizing-content max-h-60 min-h-20 w-full rounded-xl border px-3.5 py-2.5 outline-offset-0"
      />
    </div>
  );
}
