import { Select, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { importPath } from './connector-path.ts';

interface SelectProps {
  readonly value: string | null;
  /** What stands there while there is no connector at all. */
  readonly none: string;
  onChange(connector: string | null): void;
}

/** The first question of whatever is made for a connector. */
export const ConnectorSelect = ({ value, none, onChange }: SelectProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const read = useRead(key('connectors', 'choice'), (signal) =>
    answer(client.GET('/api/connectors', { signal, params: { query: { limit: 200, sort: 'title' } } })),
  );
  const offered = read.data?.items ?? [];
  if (read.data !== undefined && offered.length === 0)
    return (
      <Stack gap={12} align="flex-start">
        <p className="muted">{none}</p>
        <LinkButton size="xs" to={importPath(space)}>
          {t('connectors.import')}
        </LinkButton>
      </Stack>
    );
  return (
    <>
      <Select
        label={t('connections.connector')}
        placeholder={t('field.choose')}
        searchable
        required
        data-autofocus={value === null || undefined}
        data={offered.map(({ name, title }) => ({
          value: name,
          label: title === name ? name : `${title} (${name})`,
        }))}
        value={value}
        onChange={onChange}
      />
      {read.problem !== null && (
        <Failure quiet what={t('connectors.failed')} problem={read.problem} onRetry={read.reload} />
      )}
    </>
  );
};
