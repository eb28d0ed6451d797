import { limits } from '@teahouse/client';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { useContacts } from './known.ts';

/** The tags of a friend; those that others have are offered. */
export function TagField({ tags, onChange }: { tags: readonly string[]; onChange(tags: string[]): void }) {
  const { t } = useWords();
  const id = useId();
  const [text, setText] = useState('');
  const { contacts } = useContacts();
  const offered = [...new Set([...contacts.values()].flatMap((one) => one.tags ?? []))].filter((tag) => !tags.includes(tag));
  const add = () => {
    const tag = text.trim();
    setText('');
    if (tag && !tags.includes(tag)) onChange([...tags, tag]);
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">{t('contacts.tags')}</label>
      {tags.length > 0 && (
        <ul className="mb-2 flex flex-wrap gap-2">
          {tags.map((tag) => (
            <li key={tag} className="bg-hover flex items-center rounded-full ps-3">
              <bdi>{tag}</bdi>
              <button
                type="button" aria-label={t('contacts.untag', { tag })} onClick={() => onChange(tags.filter((one) => one !== tag))}
                className="text-soft hover:text-ink inline-flex size-9 items-center justify-center rounded-full"
              >
                <X size={15} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form className="flex gap-2" onSubmit={(event) => (event.preventDefault(), add())}>
        <input
          id={id} list={`${id}-offered`} value={text} maxLength={limits.tag} dir="auto" disabled={tags.length >= limits.tags}
          placeholder={t('contacts.tag_hint')} onChange={(event) => setText(event.target.value)}
          className="border-edge bg-surface focus:border-leaf min-h-11 min-w-0 flex-1 rounded-xl border px-3.5 outline-offset-0"
        />
        <datalist id={`${id}-offered`}>{offered.map((tag) => <option key={tag}>{tag}</option>)}</datalist>
        {text.trim() && <Button type="submit" look="quiet">{t('contacts.tag_add')}</Button>}
      </form>
    </div>
  );
}
