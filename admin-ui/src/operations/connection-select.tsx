import { NativeSelect } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { connectionWord } from '../connections/connection-state.tsx';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';

interface SelectProps {
  readonly connector: string;
  /** Null: the one that is used where a call names none. */
  readonly value: string | null;
  onChange(connection: string | null): void;
}

/** Whose account the call uses. */
export const ConnectionSelect = ({ connector, value, onChange }: SelectProps) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const seen = may('connections.read');
  const read = useRead(
    key('connections', 'of', connector),
    (signal) =>
      answer(
        client.GET('/api/connections', {
          signal,
          params: { query: { connector, limit: 200, sort: 'name' } },
        }),
      ),
    { enabled: seen },
  );
  const items = read.data?.items ?? [];
  if (!seen) return null;
  if (read.data !== undefined && items.length === 0)
    return (
      <p className="muted">
        {t('operation.noConnection')}{' '}
        {may('connections.write') && (
          <Link
            to={spacePath(space ?? '', `connections?new=1&for=${encodeURIComponent(connector)}`)}
            className="link"
          >
            {t('connections.create')}
          </Link>
        )}
      </p>
    );
  const main = items.find(({ isDefault }) => isDefault);
  const word = (name: string, state: (typeof items)[number]['state']): string =>
    state === 'ready' ? name : `${name} (${connectionWord(t, state)})`;
  return (
    <NativeSelect
      size="sm"
      label={t('operation.connection')}
      data={[
        {
          value: '',
          label:
            main === undefined
              ? t('operation.defaultConnection')
              : t('operation.defaultIs', { name: word(main.name, main.state) }),
        },
        ...items.map(({ id, name, state }) => ({ value: id, label: word(name, state) })),
      ]}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
};
