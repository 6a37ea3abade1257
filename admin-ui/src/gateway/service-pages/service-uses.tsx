import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Pipeline } from '../../api/shapes.ts';
import { DataList } from '../../list/data-list.tsx';
import { useList } from '../../list/use-list.ts';
import { useT } from '../../messages/messages-context.tsx';
import { routePath } from '../gateway-path.ts';
import { titleOf, useRouteColumns } from '../route-columns.tsx';

/** The routes that send to a service: none may be left when it is deleted. */
export const ServiceUses = ({ name }: { readonly name: string }) => {
  const t = useT();
  const { client, space } = useHub();
  const list = useList({
    noun: 'pipelines',
    within: name,
    filters: [],
    sorts: ['name'],
    id: (route: Pipeline) => route.name,
    read: (query, signal) =>
      answer(client.GET('/api/pipelines', { signal, params: { query: { ...query, service: name } } })),
  });
  const all = useRouteColumns();
  const columns = useMemo(() => all.filter((column) => column.name !== 'service'), [all]);
  return (
    <DataList
      list={list}
      label={t('gateway.tab.uses')}
      failed={t('gateway.routesFailed')}
      nameOf={titleOf}
      empty={{ title: t('gateway.unused'), text: t('gateway.unusedText') }}
      linkTo={(route) => routePath(space, route.name)}
      columns={columns}
    />
  );
};
