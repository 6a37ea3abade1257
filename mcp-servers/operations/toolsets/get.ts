import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { contentSchema } from '../../toolsets/content.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import { findingsShape, nameShape, toolsetSchema } from '../../toolsets/shapes.ts';
import { readDraft, requireToolset } from '../../toolsets/store-toolsets.ts';
import { findingsOf } from './findings.ts';

export const getToolset = (deps: Pick<ToolsetDeps, 'db' | 'callables' | 'catalogue'>) =>
  hubOperation({
    name: 'toolsets.get',
    summary: 'A toolset with its draft, and what is wrong with it',
    access: 'toolsets.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/toolsets/{name}' },
    input: z.strictObject(nameShape),
    output: z.strictObject({ toolset: toolsetSchema, content: contentSchema, ...findingsShape }),
    run: async ({ name }, { spaceId }) => {
      const { toolset, text } = await deps.db.readInSpace(spaceId, async (tx) => ({
        // In this order: a text that is newer than its fence is only refused once more than it had to be.
        toolset: await requireToolset(tx, spaceId, name),
        text: (await readDraft(tx, spaceId, name)).text,
      }));
      const content = contentSchema.parse(JSON.parse(text));
      return { toolset, content, ...(await findingsOf(deps, spaceId, content)) };
    },
  });
