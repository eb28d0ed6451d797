import type { Option } from './Select.tsx';

interface ChoiceProps<T extends string> {
  legend: string;
  name: string;
  value: T;
  options: readonly Option<T>[];
  onChoose(value: NoInfer<T>): void;
}

/** One of a few, all of which are seen. */
export function Choice<T extends string>({ legend, name, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">{legend}</legend>
      <div className="bg-hover flex gap-1 rounded-xl p-1">
        {options.map((option) => (
          <label
            key={option.value}
            lang={option.lang}
            className="has-checked:bg-raised has-checked:text-ink has-checked:shadow-bubble text-soft has-focus-visible:outline-leaf flex min-h-10
              flex-1 items-center justify-center rounded-lg px-2 text-center font-medium transition-colors has-focus-visible:outline-2"
          >
            <input
              type="radio" name={name} value={option.value} checked={option.value === value} className="sr-only"
              onChange={() => onChoose(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
