import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Connection } from '../api/shapes.ts';
import { useConnectionColumns } from '../connections/connection-columns.tsx';
import { DataList } from '../list/data-list.tsx';
import { useList } from '../list/use-list.ts';
import { spacePath } from '../location/space-path.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';

/** The accounts that this connector is connected to. */
export const ConnectorConnections = ({ connector }: { readonly connector: string }) => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const list = useList({
    noun: 'connections',
    within: connector,
    filters: [],
    sorts: ['name', 'updatedAt'],
    id: (connection: Connection) => connection.id,
    read: (query, signal) =>
      answer(client.GET('/api/connections', { signal, params: { query: { ...query, connector } } })),
  });
  const columns = useConnectionColumns(false);
  const add = may('connections.write') ? (
    <LinkButton
      size="xs"
      leftSection={<IconAdd size={14} />}
      creates
      to={spacePath(space ?? '', `connections?new=1&for=${encodeURIComponent(connector)}`)}
    >
      {t('connections.create')}
    </LinkButton>
  ) : undefined;
  return (
    <DataList
      list={list}
      label={t('nav.connections')}
      failed={t('connections.failed')}
      nameOf={({ name }) => name}
      empty={{ title: t('connections.empty'), text: t('connections.emptyText'), action: add }}
      filters={add}
      linkTo={({ id }) => spacePath(space ?? '', `connections/${id}`)}
      columns={columns}
    />
  );
};
