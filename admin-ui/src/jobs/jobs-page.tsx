import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Job } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { FilterText } from '../list/filter-text.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { useList } from '../list/use-list.ts';
import { IconRefresh, IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { DiscardJob } from './discard-job.tsx';
import { useJobColumns } from './job-columns.tsx';
import { JobDetail } from './job-detail.tsx';
import { jobStates } from './job-state.tsx';
import { useJobBulk } from './use-job-bulk.tsx';
import { mayDiscard, mayRetry, useRetryJob } from './use-retry-job.ts';

const states = ['waiting', 'ready', 'running', 'done', 'dead', 'discarded'] as const;

const JobsPage = () => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const retry = useRetryJob();
  const [leaving, setLeaving] = useState<Job | null>(null);
  const list = useList({
    noun: 'jobs',
    filters: ['state', 'name'],
    sorts: ['createdAt'],
    id: (job: Job) => job.id,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/jobs', {
          signal,
          params: { query: { ...query, ...knownFilter('state', states, state) } },
        }),
      ),
    readOne: (jobId, signal) =>
      answer(client.GET('/api/jobs/{jobId}', { signal, params: { path: { jobId } } })),
  });
  const columns = useJobColumns();
  const bulk = useJobBulk();
  const writes = may('jobs.write');
  const actions = useMemo(() => {
    const again = { label: t('jobs.retry'), icon: <IconRefresh size={14} />, run: retry };
    const away = {
      label: t('jobs.discard'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return writes
      ? (job: Job) => [...(mayRetry(job) ? [again] : []), ...(mayDiscard(job) ? [away] : [])]
      : undefined;
  }, [t, writes, retry]);
  return (
    <>
      <PageHeader title={t('nav.jobs')} about={t('jobs.about')} />
      <ListWithDetail
        list={list}
        title={(job) => job.name}
        detail={(job) => <JobDetail job={job} onDiscard={() => setLeaving(job)} />}
      >
        <DataList
          list={list}
          label={t('nav.jobs')}
          failed={t('jobs.failed')}
          searchable={false}
          nameOf={(job) => job.name}
          empty={{ title: t('jobs.empty'), text: t('jobs.emptyText') }}
          filters={
            <>
              <FilterSelect
                list={list}
                name="state"
                label={t('jobs.state')}
                choices={states.map((state) => ({
                  value: state,
                  label: t(jobStates[state]?.word ?? 'jobs.state'),
                }))}
              />
              <FilterText list={list} name="name" label={t('jobs.name')} width={160} />
            </>
          }
          opens
          columns={columns}
          actions={actions}
          bulk={bulk}
        />
      </ListWithDetail>
      <DiscardJob job={leaving} onClose={() => setLeaving(null)} />
    </>
  );
};

export default JobsPage;
