import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { Problem } from '../../api/problem.ts';
import type { TrafficRequest } from '../../api/shapes.ts';
import type { Column } from '../../list/columns.ts';
import { DataList } from '../../list/data-list.tsx';
import { FilterSelect } from '../../list/filter-select.tsx';
import { knownFilter } from '../../list/known-filter.ts';
import { ListWithDetail } from '../../list/list-with-detail.tsx';
import { useList } from '../../list/use-list.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Section } from '../../show/section.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { NameFilter } from '../name-filter.tsx';
import { StatusMark } from '../status-mark.tsx';
import { useMillis } from '../use-numbers.ts';
import { RequestDetail } from './request-detail.tsx';

const outcomes = ['refused', 'failed'] as const;
const everyMs = 2_000;
const most = 100;

const nameOf = ({ method, path }: TrafficRequest): string => `${method} ${path}`;

const useColumns = (): readonly Column<TrafficRequest>[] => {
  const t = useT();
  const millis = useMillis();
  return useMemo<readonly Column<TrafficRequest>[]>(
    () => [
      { name: 'request', header: t('gateway.request'), render: nameOf },
      {
        name: 'status',
        header: t('gateway.status'),
        width: '96px',
        render: ({ status }) => <StatusMark status={status} />,
      },
      { name: 'route', header: t('gateway.route'), width: '14%', render: ({ pipeline }) => pipeline },
      {
        name: 'consumer',
        minor: true,
        header: t('gateway.consumer'),
        width: '14%',
        render: ({ consumer }) => consumer ?? <span className="muted">–</span>,
      },
      {
        name: 'reason',
        minor: true,
        header: t('gateway.reason'),
        width: '26%',
        render: ({ reason }) => reason ?? <span className="muted">–</span>,
      },
      { name: 'ms', header: t('gateway.duration'), width: '88px', render: ({ ms }) => millis(ms) },
      {
        name: 'at',
        header: t('gateway.when'),
        width: '120px',
        render: ({ at }) => <RelativeTime at={at} />,
      },
    ],
    [t, millis],
  );
};

/** Some of the last requests, as they come; `routes` were called in this time, deleted ones too. */
export const RequestList = ({ routes }: { readonly routes: readonly string[] }) => {
  const t = useT();
  const { client } = useHub();
  const list = useList({
    noun: 'traffic-requests',
    filters: ['pipeline', 'outcome'],
    sorts: [],
    everyMs,
    id: ({ requestId }: TrafficRequest) => requestId,
    read: async ({ pipeline, outcome }, signal) => {
      const query = {
        limit: most,
        ...(pipeline === undefined ? {} : { pipeline }),
        ...knownFilter('outcome', outcomes, outcome),
      };
      const { items } = await answer(client.GET('/api/traffic/requests', { signal, params: { query } }));
      return { items, next: null };
    },
    readOne: async (id, signal) => {
      const query = { limit: 200 };
      const { items } = await answer(client.GET('/api/traffic/requests', { signal, params: { query } }));
      const found = items.find(({ requestId }) => requestId === id);
      if (found === undefined) throw new Problem({ status: 404, code: 'not_found', title: 'Not found' });
      return found;
    },
  });
  const columns = useColumns();
  return (
    <Section title={t('gateway.lastRequests')} about={t('gateway.lastRequestsText')} wide>
      <ListWithDetail list={list} title={nameOf} detail={(request) => <RequestDetail request={request} />}>
        <DataList
          list={list}
          label={t('gateway.lastRequests')}
          failed={t('gateway.requestsFailed')}
          nameOf={nameOf}
          searchable={false}
          opens
          empty={{ title: t('gateway.noRequests'), text: t('gateway.noRequestsText') }}
          columns={columns}
          filters={
            <>
              <FilterSelect
                list={list}
                name="outcome"
                label={t('gateway.outcome')}
                choices={outcomes.map((value) => ({ value, label: t(`gateway.${value}`) }))}
              />
              <NameFilter
                list={list}
                name="pipeline"
                of="pipelines"
                also={routes}
                label={t('gateway.allRoutes')}
              />
            </>
          }
        />
      </ListWithDetail>
    </Section>
  );
};
