import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { ConnectorFacts, Operation } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { useList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { operationPath } from './connector-path.ts';
import { useOperationColumns } from './operation-columns.tsx';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** All that the connector can do. */
export const OperationsTab = ({ facts }: { readonly facts: ConnectorFacts }) => {
  const t = useT();
  const { client, space } = useHub();
  const { name } = facts.connector;
  const list = useList({
    noun: 'operations',
    within: name,
    filters: ['tag', 'method'],
    sorts: ['path', 'name', 'method'],
    id: (operation: Operation) => operation.name,
    read: async (given, signal) =>
      facts.connector.version === null
        ? { items: [], next: null }
        : answer(
            client.GET('/api/connectors/{name}/operations', {
              signal,
              params: { path: { name }, query: given },
            }),
          ),
  });
  const columns = useOperationColumns(true);
  return (
    <DataList
      list={list}
      label={t('connectors.operations')}
      failed={t('operations.failed')}
      nameOf={(operation) => operation.name}
      empty={{ title: t('operations.empty'), text: t('operations.emptyText') }}
      filters={
        <>
          {facts.tags.length > 0 && (
            <FilterSelect
              list={list}
              name="tag"
              label={t('operation.tag')}
              choices={facts.tags.map(({ tag, operations }) => ({
                value: tag,
                label: `${tag} (${operations})`,
              }))}
            />
          )}
          <FilterSelect
            list={list}
            name="method"
            label={t('operation.method')}
            choices={methods.map((method) => ({ value: method, label: method }))}
          />
        </>
      }
      linkTo={(operation) => operationPath(space, name, operation.name)}
      columns={columns}
    />
  );
};
