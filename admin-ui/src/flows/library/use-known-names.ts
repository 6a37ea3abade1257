import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import type { LibraryFlow } from '../../api/shapes.ts';
import { useMay } from '../../session/me.ts';

export interface Known {
  readonly connector: readonly string[];
  readonly secret: readonly string[];
}

export interface Asked {
  readonly kind: keyof Known;
  readonly name: string;
  readonly field: string;
}

const connectorOf = (operation: string): string => operation.split('.')[0] ?? '';

/** What may have another name in this space: connectors and secrets, each a field. The hub's own operations have theirs. */
export const askedFor = ({ needs }: LibraryFlow, known: Known): readonly Asked[] => {
  const connectors = needs
    .filter(
      ({ kind, there, name }) =>
        kind === 'operation' && (!there || known.connector.includes(connectorOf(name))),
    )
    .map(({ name }) => connectorOf(name));
  const secrets = needs.filter(({ kind }) => kind === 'secret').map(({ name }) => name);
  return [
    ...[...new Set(connectors)].map((name) => ({
      kind: 'connector' as const,
      name,
      field: `connector_${name}`,
    })),
    ...secrets.map((name) => ({ kind: 'secret' as const, name, field: `secret_${name}` })),
  ];
};

/** What the space has, to choose from; null until that is known. */
export const useKnownNames = (): Known | null => {
  const { client, key } = useHub();
  const may = useMay();
  const query = { limit: 200 };
  const connectors = useRead(
    key('connectors', 'names'),
    (signal) => answer(client.GET('/api/connectors', { signal, params: { query } })),
    { enabled: may('connectors.read') },
  );
  const secrets = useRead(key('secrets', 'names'), (signal) =>
    answer(client.GET('/api/secrets', { signal, params: { query } })),
  );
  const waits = [connectors, secrets].some(({ data, busy }) => busy && data === undefined);
  if (waits) return null;
  return {
    connector: connectors.data?.items.map(({ name }) => name) ?? [],
    secret: secrets.data?.items.map(({ name }) => name) ?? [],
  };
};
