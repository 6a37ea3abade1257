import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorNameSchema, versionSchema } from '../../shapes.ts';
import { requireConnector } from '../../store-connectors.ts';
import { listVersions, versionSorts } from '../../store-versions.ts';

export const listConnectorVersions = () =>
  hubOperation({
    name: 'connectors.listVersions',
    summary: 'The versions of a connector, drafts included',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connectors/{name}/versions' },
    input: listInput(versionSorts, { name: connectorNameSchema }),
    output: page(versionSchema),
    run: async (list, { tx, spaceId }) => {
      await requireConnector(tx, spaceId, list.name);
      return listVersions(tx, spaceId, list);
    },
  });
