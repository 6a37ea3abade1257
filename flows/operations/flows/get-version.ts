import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { shownResources } from '../../resources/resource.ts';
import { readResources } from '../../resources/store-resources.ts';
import { flowNameSchema, numberSchema, resourcesSchema, versionSchema } from '../../shapes.ts';
import { requireVersion } from '../../store-versions.ts';

export const getFlowVersion = () =>
  hubOperation({
    name: 'flows.version',
    summary: 'One published version of a flow, as it was written',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/flows/{name}/versions/{number}' },
    input: z.strictObject({ name: flowNameSchema, number: numberSchema }),
    output: z.strictObject({ version: versionSchema, text: z.string(), resources: resourcesSchema }),
    run: async (place, { tx, spaceId }) => {
      const { text, ...version } = await requireVersion(tx, spaceId, place);
      const resources = await readResources(tx, spaceId, place);
      return { version, text, resources: shownResources(resources) };
    },
  });
