import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Poller } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { useList } from '../list/use-list.ts';
import { spacePath } from '../location/space-path.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { usePollerColumns } from '../pollers/poller-columns.tsx';

/** What is asked of this connector again and again. */
export const ConnectorPollers = ({ connector }: { readonly connector: string }) => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const list = useList({
    noun: 'pollers',
    within: connector,
    filters: [],
    sorts: [],
    id: (poller: Poller) => poller.id,
    read: ({ limit, cursor }, signal) =>
      answer(
        client.GET('/api/pollers', {
          signal,
          params: { query: { limit, connector, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      ),
    everyMs: 10_000,
  });
  const columns = usePollerColumns(false);
  const add = may('connectors.write') ? (
    <LinkButton
      size="xs"
      variant="default"
      leftSection={<IconAdd size={14} />}
      to={spacePath(space ?? '', `pollers?new=1&for=${encodeURIComponent(connector)}`)}
    >
      {t('pollers.create')}
    </LinkButton>
  ) : undefined;
  return (
    <DataList
      list={list}
      label={t('nav.pollers')}
      failed={t('pollers.failed')}
      searchable={false}
      nameOf={({ name }) => name}
      empty={{ title: t('pollers.empty'), text: t('pollers.emptyText'), action: add }}
      filters={add}
      linkTo={({ id }) => spacePath(space ?? '', `pollers/${id}`)}
      columns={columns}
    />
  );
};
