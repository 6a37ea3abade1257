import { CloseButton, TextInput } from '@mantine/core';
import { useState, type Ref } from 'react';
import { IconSearch } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import styles from './canvas.module.css';

interface SearchProps {
  readonly field: Ref<HTMLInputElement>;
  readonly words: string;
  readonly hits: readonly string[];
  onWords(words: string): void;
  onGo(place: string): void;
  onLeave(): void;
}

/** Finds steps; Enter leads from one to the next. */
export const SearchBar = ({ field, words, hits, onWords, onGo, onLeave }: SearchProps) => {
  const t = useT();
  const [at, setAt] = useState(-1);
  const type = (next: string): void => {
    setAt(-1);
    onWords(next);
  };
  const go = (by: 1 | -1): void => {
    const next = at < 0 && by < 0 ? hits.length - 1 : (at + by + hits.length) % hits.length;
    const place = hits[next];
    if (place === undefined) return;
    setAt(next);
    onGo(place);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      type('');
      onLeave();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const count = hits.length;
  return (
    <search className={styles['search']}>
      <TextInput
        ref={field}
        type="search"
        size="xs"
        data-search-field
        aria-label={t('editor.canvas.search')}
        placeholder={t('editor.canvas.search')}
        leftSection={<IconSearch size={14} />}
        rightSection={
          words !== '' && (
            <CloseButton size="xs" aria-label={t('editor.canvas.search.clear')} onClick={() => type('')} />
          )
        }
        value={words}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span role="status" className="small">
        {words.trim() !== '' &&
          (at >= 0 && at < count
            ? t('editor.canvas.search.at', { at: at + 1, count })
            : t('editor.canvas.search.count', { count }))}
      </span>
    </search>
  );
};
