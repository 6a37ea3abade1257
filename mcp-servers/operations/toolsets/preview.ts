import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { contentSchema } from '../../toolsets/content.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import { findingsShape, nameShape, numberSchema } from '../../toolsets/shapes.ts';
import { readDraft, requireToolset } from '../../toolsets/store-toolsets.ts';
import { requireVersion } from '../../toolsets/store-versions.ts';

const costShape = {
  bytes: z.number().int().describe('As JSON.'),
  tokens: z.number().int().describe('About as many as a model counts.'),
};
const definition = z.record(z.string(), z.unknown());

export const previewToolset = (deps: Pick<ToolsetDeps, 'db' | 'callables' | 'catalogue'>) =>
  hubOperation({
    name: 'toolsets.preview',
    summary: 'What a model sees of a toolset, and what that costs',
    access: 'toolsets.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/toolsets/{name}/preview' },
    input: z.strictObject({
      ...nameShape,
      of: z
        .union([z.enum(['draft', 'published']), numberSchema])
        .default('draft')
        .describe('`draft`, `published` or a number.'),
    }),
    output: z.strictObject({
      mode: z.enum(['list', 'search']),
      instructions: z.string(),
      listed: z
        .strictObject({ tools: z.array(definition), ...costShape })
        .describe('What `tools/list` answers.'),
      tools: z.array(
        z.strictObject({
          name: z.string(),
          operation: z.string(),
          state: z.enum(['ready', 'changed', 'missing']),
          definition: definition
            .nullable()
            .describe('What a search finds. Null where it stands in the list above, or is not offered.'),
          ...costShape,
        }),
      ),
      ...findingsShape,
    }),
    run: async ({ name, of }, { spaceId }) => {
      const content = await deps.db.readInSpace(spaceId, async (tx) => {
        const inUse = (await requireToolset(tx, spaceId, name)).published?.number;
        const number = of === 'published' ? inUse : of;
        const { text } =
          number === undefined
            ? { text: '{}' }
            : number === 'draft'
              ? await readDraft(tx, spaceId, name)
              : await requireVersion(tx, spaceId, { name, number });
        return contentSchema.parse(JSON.parse(text));
      });
      const { previewOf } = await import('../../toolsets/preview.ts');
      return previewOf(deps, { spaceId, name, content, checksPins: of !== 'draft' });
    },
  });
