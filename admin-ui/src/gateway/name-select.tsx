import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';

interface SelectProps {
  readonly of: 'pipelines' | 'services';
  readonly value: string | null;
  /** Names to offer as well: of what is deleted, and yet was called. */
  readonly also?: readonly string[];
  readonly placeholder: string;
  readonly label?: string;
  /** What it is called where it has no label. */
  readonly 'aria-label'?: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly clearable?: boolean;
  readonly size?: 'xs' | 'sm';
  readonly w?: number;
  readonly 'data-path'?: string;
  onChange(name: string | null): void;
  onBlur?(): void;
}

const offered = 100;

const holds = (name: string, words: string): boolean => name.toLowerCase().includes(words.toLowerCase());

/** One of the routes or services, of which there may be thousands: the hub searches as one types. */
export const NameSelect = ({ of, value, also = [], clearable = false, ...field }: SelectProps) => {
  const t = useT();
  const { client, key } = useHub();
  const [typed, setTyped] = useState(value ?? '');
  const [wanted] = useDebouncedValue(typed.trim(), 250);
  // What is chosen already is no search.
  const q = wanted === value ? '' : wanted;
  const query = { limit: offered, sort: 'name' as const, ...(q === '' ? {} : { q }) };
  const read = useRead(key(of, 'names', q), async (signal) => {
    const asked = { signal, params: { query } };
    const { items } = await answer(
      of === 'pipelines' ? client.GET('/api/pipelines', asked) : client.GET('/api/services', asked),
    );
    return items.map(({ name, title }) => ({ name, title }));
  });
  const found = read.data ?? [];
  const names = [...new Set([...found.map(({ name }) => name), ...also.filter((name) => holds(name, q))])];
  return (
    <Select
      {...field}
      searchable
      clearable={clearable}
      allowDeselect={clearable}
      nothingFoundMessage={t(
        read.problem !== null ? 'gateway.namesFailed' : read.data === undefined ? 'loading' : 'list.nothing',
      )}
      data={value === null || names.includes(value) ? names : [value, ...names]}
      renderOption={({ option }) => {
        const title = found.find(({ name }) => name === option.value)?.title ?? '';
        return (
          <span className="any-break">
            {option.value} <span className="muted small">{title}</span>
          </span>
        );
      }}
      // The hub has searched already, in more than the name.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
    />
  );
};
