import { useRef, type RefObject } from 'react';

/** What one wants to choose from. */
export type Wanted = 'pictures' | 'files' | 'camera';

/** The browser's own choosers, opened by `pick`. */
export function useFileInputs(onFiles: (files: File[], asFiles: boolean) => void) {
  const pictures = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const all: Record<Wanted, RefObject<HTMLInputElement | null>> = { pictures, files, camera };
  const input = (wanted: Wanted, props: { accept?: string; capture?: 'environment' }) => (
    <input
      ref={all[wanted]} type="file" hidden multiple={wanted !== 'camera'} data-pick={wanted} {...props}
      onChange={({ target }) => {
        onFiles([...(target.files ?? [])], wanted === 'files');
        target.value = '';
      }}
    />
  );
  return {
    pick: (wanted: Wanted) => all[wanted].current?.click(),
    inputs: (
      <>
        {input('pictures', { accept: 'image/*,video/*' })}
        {input('files', {})}
        {input('camera', { accept: 'image/*,video/*', capture: 'environment' })}
      </>
    ),
  };
}
