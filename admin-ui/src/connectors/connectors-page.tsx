import { useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Connector } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import type { LiveEvent } from '../live/live-socket.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { isRecord } from '../schema-form/settle.ts';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { RelativeTime } from '../show/time.tsx';
import { connectorPath, importPath } from './connector-path.ts';

const origins = ['openapi', 'typescript', 'mcp'] as const;

const useColumns = (): readonly Column<Connector>[] => {
  const t = useT();
  return useMemo<readonly Column<Connector>[]>(
    () => [
      { name: 'title', header: t('connectors.title'), sort: 'title', render: ({ title }) => title },
      {
        name: 'name',
        minor: true,
        header: t('connectors.name'),
        sort: 'name',
        width: '20%',
        render: ({ name }) => <code>{name}</code>,
      },
      {
        name: 'operations',
        header: t('connectors.operations'),
        width: '112px',
        render: ({ operations }) => operations,
      },
      {
        name: 'version',
        header: t('connectors.version'),
        width: '144px',
        render: ({ version, documentVersion }) =>
          version === null ? (
            <span className="muted">{t('connectors.noVersion')}</span>
          ) : (
            <>
              {version} {documentVersion !== '' && <span className="muted">({documentVersion})</span>}
            </>
          ),
      },
      {
        name: 'updated',
        header: t('connectors.updated'),
        sort: 'updatedAt',
        width: '136px',
        render: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
      },
    ],
    [t],
  );
};

/** A draft is no new connector. */
const grownBy = (event: LiveEvent): readonly string[] =>
  isRecord(event.data) && event.data['state'] === 'published' ? subjectsOf('connector.imported')(event) : [];

const ConnectorsPage = () => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const list = useList({
    noun: 'connectors',
    filters: ['origin'],
    sorts: ['title', 'name', 'updatedAt'],
    id: (connector: Connector) => connector.name,
    read: ({ origin, ...query }, signal) =>
      answer(
        client.GET('/api/connectors', {
          signal,
          params: { query: { ...query, ...knownFilter('origin', origins, origin) } },
        }),
      ),
    grownBy,
  });
  const columns = useColumns();
  const add = may('connectors.write') ? (
    <LinkButton size="xs" leftSection={<IconAdd size={14} />} creates to={importPath(space)}>
      {t('connectors.import')}
    </LinkButton>
  ) : undefined;
  return (
    <>
      <PageHeader title={t('nav.connectors')} about={t('connectors.about')} actions={add} />
      <DataList
        list={list}
        label={t('nav.connectors')}
        failed={t('connectors.failed')}
        nameOf={({ title }) => title}
        empty={{ title: t('connectors.empty'), text: t('connectors.emptyText'), action: add }}
        filters={
          <FilterSelect
            list={list}
            name="origin"
            label={t('connectors.origin')}
            choices={origins.map((origin) => ({ value: origin, label: t(`connectors.${origin}`) }))}
          />
        }
        linkTo={({ name }) => connectorPath(space, name)}
        columns={columns}
      />
    </>
  );
};

export default ConnectorsPage;
