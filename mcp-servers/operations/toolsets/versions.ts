import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { contentSchema } from '../../toolsets/content.ts';
import { nameShape, numberSchema, versionSchema } from '../../toolsets/shapes.ts';
import { requireToolset } from '../../toolsets/store-toolsets.ts';
import { listVersions, requireVersion, versionSorts } from '../../toolsets/store-versions.ts';

export const listToolsetVersions = () =>
  hubOperation({
    name: 'toolsets.versions',
    summary: 'The published versions of a toolset',
    access: 'toolsets.read',
    http: { method: 'GET', path: '/api/toolsets/{name}/versions' },
    input: listInput(versionSorts, nameShape),
    output: page(versionSchema),
    run: async (list, { tx, spaceId }) => {
      await requireToolset(tx, spaceId, list.name);
      return listVersions(tx, spaceId, list);
    },
  });

export const getToolsetVersion = () =>
  hubOperation({
    name: 'toolsets.getVersion',
    summary: 'One published version of a toolset',
    access: 'toolsets.read',
    http: { method: 'GET', path: '/api/toolsets/{name}/versions/{number}' },
    input: z.strictObject({ ...nameShape, number: numberSchema }),
    output: z.strictObject({ version: versionSchema, content: contentSchema }),
    run: async ({ name, number }, { tx, spaceId }) => {
      await requireToolset(tx, spaceId, name);
      const { text, ...version } = await requireVersion(tx, spaceId, { name, number });
      return { version, content: contentSchema.parse(JSON.parse(text)) };
    },
  });
