import type { ComponentProps } from 'react';

const looks = {
  leaf: 'bg-leaf text-on-leaf hover:bg-leaf-deep disabled:opacity-50',
  quiet: 'border border-edge bg-surface text-ink hover:bg-hover disabled:opacity-50',
  berry: 'bg-berry text-on-berry hover:brightness-110 disabled:opacity-50',
};

export const buttonClass = (look: keyof typeof looks) =>
  `inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-4 font-semibold transition-colors ${looks[look]}`;

export function Button({ look = 'leaf', className = '', ...props }: ComponentProps<'button'> & { look?: keyof typeof looks }) {
  return <button type="button" {...props} className={`${buttonClass(look)} ${className}`} />;
}

interface IconButtonProps extends ComponentProps<'button'> {
  label: string;
}

/** A button that is only a sign; the label is what it is called. */
export function IconButton({ label, className = '', ...props }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...props}
      className={`text-soft hover:bg-hover hover:text-ink inline-flex size-11 shrink-0 items-center justify-center rounded-full transition-colors ${className}`}
    />
  );
}
