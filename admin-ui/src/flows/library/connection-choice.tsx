import { NativeSelect } from '@mantine/core';
import { useHub } from '../../api/hub-context.tsx';
import { connectionWord } from '../../connections/connection-state.tsx';
import { useConnectionsOf } from '../../connections/use-connections-of.ts';
import { Link } from '../../location/router.tsx';
import { spacePath } from '../../location/space-path.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';

interface ChoiceProps {
  readonly connector: string;
  /** The space has it. */
  readonly there: boolean;
  /** Its name; empty for the usual one. */
  readonly value: string;
  onChange(value: string): void;
}

/** Whose account a flow of the library will use; where there is none, the way to make one. */
export const ConnectionChoice = ({ connector, there, value, onChange }: ChoiceProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const { data } = useConnectionsOf(connector);
  const way = (page: string, words: string) => (
    <Link to={spacePath(space ?? '', page)} className="link">
      {words}
    </Link>
  );
  if (!there)
    return (
      <p className="muted small">
        {t('library.noConnector', { name: connector })}{' '}
        {may('connectors.write') && way('connectors', t('library.toConnectors'))}
      </p>
    );
  if (data === undefined) return null;
  if (data.length === 0)
    return (
      <p className="muted small">
        {t('library.noConnection', { name: connector })}{' '}
        {may('connections.write') &&
          way(`connections?new=1&for=${encodeURIComponent(connector)}`, t('connections.create'))}
      </p>
    );
  const main = data.find(({ isDefault }) => isDefault);
  return (
    <NativeSelect
      size="sm"
      label={t('library.connectionOf', { name: connector })}
      value={data.some(({ name }) => name === value) ? value : ''}
      data={[
        {
          value: '',
          label:
            main === undefined
              ? t('operation.defaultConnection')
              : t('operation.defaultIs', { name: main.name }),
        },
        ...data.map(({ name, state }) => ({
          value: name,
          label: state === 'ready' ? name : `${name} (${connectionWord(t, state)})`,
        })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
