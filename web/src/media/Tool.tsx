import type { ComponentProps } from 'react';

/** A button that is only a sign, in the look of what it lies on. */
export function Tool({ label, ...props }: ComponentProps<'button'> & { label: string }) {
  return <button type="button" aria-label={label} title={label} {...props} />;
}
