import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { runFilterFields, runFilterOf } from '../../run/shape-filter.ts';
import { runSchema, shownRun } from '../../run/shape.ts';
import { listRuns as readRuns, runSorts } from '../../run/store-runs.ts';

export const listRuns = () =>
  hubOperation({
    name: 'runs.list',
    summary: 'Runs of flows, the newest first',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/runs' },
    input: listInput(runSorts, runFilterFields),
    output: page(runSchema),
    run: async ({ limit, cursor, sort, q, ...filter }, { tx, spaceId }) => {
      const { items, next } = await readRuns(tx, spaceId, { limit, cursor, sort, q, ...runFilterOf(filter) });
      return { items: items.map(shownRun), next };
    },
  });
