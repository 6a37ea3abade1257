import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Hook } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { useList } from '../list/use-list.ts';
import { spacePath } from '../location/space-path.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { useHookColumns } from '../webhooks/hook-columns.tsx';

/** The addresses that this connector's events come in at. */
export const ConnectorHooks = ({ connector }: { readonly connector: string }) => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const list = useList({
    noun: 'hooks',
    within: connector,
    filters: [],
    sorts: [],
    id: (hook: Hook) => hook.id,
    read: ({ limit, cursor }, signal) =>
      answer(
        client.GET('/api/hooks', {
          signal,
          params: { query: { limit, connector, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      ),
    everyMs: 10_000,
  });
  const columns = useHookColumns(false);
  const add = may('connectors.write') ? (
    <LinkButton
      size="xs"
      variant="default"
      leftSection={<IconAdd size={14} />}
      creates
      to={spacePath(space ?? '', `webhooks?new=1&for=${encodeURIComponent(connector)}`)}
    >
      {t('hooks.create')}
    </LinkButton>
  ) : undefined;
  return (
    <DataList
      list={list}
      label={t('nav.webhooks')}
      failed={t('hooks.failed')}
      searchable={false}
      nameOf={({ name }) => name}
      empty={{ title: t('hooks.empty'), text: t('hooks.emptyText'), action: add }}
      filters={add}
      linkTo={({ id }) => spacePath(space ?? '', `webhooks/${id}`)}
      columns={columns}
    />
  );
};
