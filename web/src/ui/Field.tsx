import { Eye, EyeOff } from 'lucide-react';
import { useId, useState, type ComponentProps } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from './Button.tsx';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
}

export function Field({ label, hint, type, className = '', ...props }: FieldProps) {
  const id = useId();
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  const secret = type === 'password';
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">{label}</label>
      <div className="relative">
        <input
          id={id}
          type={secret && shown ? 'text' : type}
          aria-describedby={hint ? `${id}-hint` : undefined}
          className={`border-edge bg-surface focus:border-leaf min-h-11 w-full rounded-xl border px-3.5 outline-offset-0 disabled:opacity-50 ${secret ? 'pe-12' : ''}`}
          {...props}
        />
        {secret && (
          <IconButton
            label={t(shown ? 'field.hide_password' : 'field.show_password')}
            className="absolute end-0 top-0"
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff size={18} /> : <Eye size={18} />}
          </IconButton>
        )}
      </div>
      {hint && <p id={`${id}-hint`} className="text-soft mt-1.5 text-fine">{hint}</p>}
    </div>
  );
}
