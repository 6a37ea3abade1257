import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { isConnectorName } from './name-of.ts';

interface NameProps {
  readonly name: string;
  /** The connector is there and gets a new version. */
  readonly fixed: boolean;
  /** Somebody has tried to import. */
  readonly tried: boolean;
  /** Why the hub has not taken it. */
  readonly refused: string | undefined;
  onChange(name: string): void;
}

/** What the connector is called by programs; says so when the name is taken, since then it is a new version. */
export const ImportName = ({ name, fixed, tried, refused, onChange }: NameProps) => {
  const t = useT();
  const { client, key } = useHub();
  const [left, setLeft] = useState(false);
  const [settled] = useDebouncedValue(name, 300);
  const valid = isConnectorName(settled);
  const taken = useRead(
    key('connectors', 'named', settled),
    async (signal) => {
      const { items } = await answer(
        client.GET('/api/connectors', { signal, params: { query: { q: settled, limit: 200 } } }),
      );
      return items.some((connector) => connector.name === settled);
    },
    { enabled: valid && !fixed },
  ).data;
  const wrong = (left || tried) && !isConnectorName(name) ? t('import.nameRule') : refused;
  return (
    <div>
      <TextInput
        label={t('connectors.name')}
        description={t('import.nameText')}
        maxLength={40}
        autoComplete="off"
        spellCheck={false}
        required
        disabled={fixed}
        data-path="name"
        {...(wrong === undefined ? {} : { error: wrong })}
        value={name}
        onBlur={() => setLeft(true)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <p role="status" className="muted" style={{ marginTop: 4 }}>
        {taken === true && name === settled ? t('import.taken') : ''}
      </p>
    </div>
  );
};
