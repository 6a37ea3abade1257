import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';

interface SelectProps {
  readonly connector: string;
  readonly value: string;
  onChange(operation: string): void;
}

/** One operation of a connector. There may be thousands: the hub searches. */
export const OperationSelect = ({ connector, value, onChange }: SelectProps) => {
  const t = useT();
  const { client, key } = useHub();
  const [typed, setTyped] = useState(value);
  const [wanted] = useDebouncedValue(typed, 250);
  const q = wanted === value ? '' : wanted.trim();
  const read = useRead(key('operations', 'choice', connector, q), (signal) =>
    answer(
      client.GET('/api/connectors/{name}/operations', {
        signal,
        params: {
          path: { name: connector },
          query: { limit: 100, sort: 'name', ...(q === '' ? {} : { q }) },
        },
      }),
    ),
  );
  const found = read.data?.items ?? [];
  const names = found.map(({ name }) => name);
  return (
    <>
      <Select
        label={t('operation.name')}
        description={t('pollers.operationText')}
        placeholder={t('field.choose')}
        searchable
        required
        allowDeselect={false}
        nothingFoundMessage={read.busy ? t('loading') : t('list.nothing')}
        data={value === '' || names.includes(value) ? names : [value, ...names]}
        renderOption={({ option }) => (
          <span>
            {option.value}{' '}
            <span className="muted small">{found.find(({ name }) => name === option.value)?.summary}</span>
          </span>
        )}
        filter={({ options }) => options}
        searchValue={typed}
        onSearchChange={setTyped}
        value={value === '' ? null : value}
        onChange={(next) => onChange(next ?? '')}
      />
      {read.problem !== null && (
        <Failure quiet what={t('operations.failed')} problem={read.problem} onRetry={read.reload} />
      )}
    </>
  );
};
