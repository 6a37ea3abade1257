import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Approval } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList, type HubList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { useApprovalColumns } from './approval-columns.tsx';
import { approvalPath } from './approval-path.ts';
import { approvalStates } from './approval-state.tsx';
import { GroupFilter } from './group-filter.tsx';
import { useWaitingCount } from './use-waiting-count.ts';

const sorts = ['question', 'createdAt', 'expiresAt'] as const;
const nameOf = ({ question }: Approval): string => question;

/** What waits for the reader, the most urgent first. */
export const WaitingList = () => {
  const t = useT();
  const { client, space } = useHub();
  const count = useWaitingCount();
  const list = useList({
    noun: 'approvals',
    within: 'waiting',
    filters: ['group'],
    sorts,
    id: (approval: Approval) => approval.id,
    read: (query, signal) =>
      answer(
        client.GET('/api/approvals', {
          signal,
          params: { query: { sort: 'expiresAt', ...query, state: 'open', mine: 'true' } },
        }),
      ),
  });
  const columns = useApprovalColumns(true);
  return (
    <DataList
      list={{ ...list, arrivals: newcomers(list, count) }}
      label={t('approvals.waiting')}
      failed={t('approvals.failed')}
      nameOf={nameOf}
      empty={{ title: t('approvals.noneWaiting'), text: t('approvals.noneWaitingText') }}
      filters={<GroupFilter list={list} />}
      linkTo={({ id }) => approvalPath(space, id)}
      columns={columns}
    />
  );
};

/** An event does not say whether the reader is in its group; the hub's count does. */
const newcomers = (list: HubList<Approval>, count: number): number =>
  list.phase !== 'ready' || list.busy || list.hasMore || list.narrowed
    ? 0
    : Math.max(0, count - list.items.filter(({ state }) => state === 'open').length);

/** What anybody in the space was asked, the newest first. */
export const AllApprovals = () => {
  const t = useT();
  const { client, space } = useHub();
  const list = useList({
    noun: 'approvals',
    filters: ['state', 'group'],
    sorts,
    id: (approval: Approval) => approval.id,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/approvals', {
          signal,
          params: { query: { ...query, ...knownFilter('state', approvalStates, state) } },
        }),
      ),
    grownBy: subjectsOf('approval.requested'),
  });
  const columns = useApprovalColumns(false);
  return (
    <DataList
      list={list}
      label={t('nav.approvals')}
      failed={t('approvals.failed')}
      nameOf={nameOf}
      empty={{ title: t('approvals.empty'), text: t('approvals.emptyText') }}
      filters={
        <>
          <FilterSelect
            list={list}
            name="state"
            label={t('approvals.state')}
            choices={approvalStates.map((state) => ({ value: state, label: t(`approvals.state.${state}`) }))}
          />
          <GroupFilter list={list} />
        </>
      }
      linkTo={({ id }) => approvalPath(space, id)}
      columns={columns}
    />
  );
};
