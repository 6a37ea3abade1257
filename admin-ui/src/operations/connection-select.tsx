import { NativeSelect } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import type { OperationFacts } from '../api/shapes.ts';
import { connectionWord } from '../connections/connection-state.tsx';
import { useConnectionsOf } from '../connections/use-connections-of.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';

interface SelectProps {
  readonly connector: string;
  /** What the operation asks for. */
  readonly security: OperationFacts['security'];
  /** Whether it may be answered by the mock of the document. */
  readonly mocks?: boolean;
  /** Null: the one that is used where a call names none. */
  readonly value: string | null;
  onChange(connection: string | null): void;
}

/** The name of a connection that every connector has. */
const mock = 'mock';

/** Whose account the call uses. */
export const ConnectionSelect = ({ connector, security, mocks = false, value, onChange }: SelectProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const { data } = useConnectionsOf(connector);
  const items = data ?? [];
  if (!may('connections.read')) return null;
  const none = data !== undefined && items.length === 0;
  const open = security.length === 0 || security.some((each) => Object.keys(each).length === 0);
  const main = items.find(({ isDefault }) => isDefault);
  const word = (name: string, state: (typeof items)[number]['state']): string =>
    state === 'ready' ? name : `${name} (${connectionWord(t, state)})`;
  const usual = none
    ? t('operation.withoutConnection')
    : main === undefined
      ? t('operation.defaultConnection')
      : t('operation.defaultIs', { name: word(main.name, main.state) });
  return (
    <div>
      {(!none || mocks) && (
        <NativeSelect
          size="sm"
          label={t('operation.connection')}
          data={[
            { value: '', label: usual },
            ...items.map(({ id, name, state }) => ({ value: id, label: word(name, state) })),
            ...(mocks ? [{ value: mock, label: t('operation.mock') }] : []),
          ]}
          value={value ?? ''}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        />
      )}
      {none && value !== mock && (
        <p className="muted small" style={{ marginTop: 4 }}>
          {t(open ? 'operation.noConnection' : 'operation.needsConnection')}{' '}
          {may('connections.write') && (
            <Link
              to={spacePath(space ?? '', `connections?new=1&for=${encodeURIComponent(connector)}`)}
              className="link"
            >
              {t('connections.create')}
            </Link>
          )}
        </p>
      )}
    </div>
  );
};
