import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { flowNameSchema, versionSchema } from '../../shapes.ts';
import { requireFlow } from '../../store-flows.ts';
import { listVersions, versionSorts } from '../../store-versions.ts';

export const listFlowVersions = () =>
  hubOperation({
    name: 'flows.versions',
    summary: 'The published versions of a flow',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/flows/{name}/versions' },
    input: listInput(versionSorts, { name: flowNameSchema }),
    output: page(versionSchema),
    run: async (list, { tx, spaceId }) => {
      await requireFlow(tx, spaceId, list.name);
      return listVersions(tx, spaceId, list);
    },
  });
