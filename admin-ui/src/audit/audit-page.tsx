import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { AuditEntry } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { useList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { useAuditColumns } from './audit-columns.tsx';
import { AuditDetail } from './audit-detail.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { appendedBy } from './appended-by.ts';
import { spanOf } from './days.ts';
import { Verification } from './verification.tsx';

const filters = ['action', 'actor', 'target', 'from', 'to'] as const;

const AuditPage = () => {
  const t = useT();
  const { client } = useHub();
  const list = useList({
    noun: 'audit',
    filters,
    sorts: ['seq'],
    id: (entry: AuditEntry) => entry.id,
    read: ({ from, to, ...query }, signal) =>
      answer(
        client.GET('/api/audit', {
          signal,
          params: { query: { ...query, ...spanOf({ from, to }) } },
        }),
      ),
    readOne: (auditId, signal) =>
      answer(client.GET('/api/audit/{auditId}', { signal, params: { path: { auditId } } })),
    grownBy: appendedBy,
    seen: (entry) => String(entry.seq),
  });
  const columns = useAuditColumns();
  return (
    <>
      <PageHeader title={t('nav.audit')} about={t('audit.about')} actions={<Verification />} />
      <ListWithDetail
        list={list}
        title={(entry) => entry.action}
        detail={(entry) => <AuditDetail entry={entry} onFilter={list.set} />}
      >
        <DataList
          list={list}
          label={t('nav.audit')}
          failed={t('audit.failed')}
          nameOf={(entry) => entry.action}
          empty={{ title: t('audit.empty'), text: t('audit.emptyText') }}
          filters={<AuditFilters list={list} />}
          opens
          columns={columns}
        />
      </ListWithDetail>
    </>
  );
};

export default AuditPage;
