import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { contentShape } from '../../toolsets/content.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import { saveDraft } from '../../toolsets/save-draft.ts';
import { fenceSchema, findingsShape, nameShape, titleSchema, toolsetSchema } from '../../toolsets/shapes.ts';
import { requireToolset } from '../../toolsets/store-toolsets.ts';
import { writer } from '../../toolsets/writer.ts';
import { findingsOf } from './findings.ts';

/** Of a body that holds all of a toolset. */
export const contentBytes = 16 * 1024 * 1024;

export const saveToolset = (deps: ToolsetDeps) =>
  hubOperation({
    name: 'toolsets.save',
    summary: 'Save the draft of a toolset',
    description:
      'A draft with mistakes is kept, and they are told. Where somebody else saved after `basedOn`, nothing is written.',
    access: 'toolsets.write',
    transaction: 'none',
    http: { method: 'PUT', path: '/api/toolsets/{name}', maxBytes: contentBytes },
    hints: { idempotent: true },
    input: z.strictObject({
      ...nameShape,
      title: titleSchema.default(''),
      basedOn: fenceSchema
        .optional()
        .describe(
          'The `fence` of the draft that this was made from. Left out, it is written over whatever there is.',
        ),
      ...contentShape,
    }),
    output: z.strictObject({ toolset: toolsetSchema, unchanged: z.boolean(), ...findingsShape }),
    run: async ({ name, title, basedOn, ...content }, context) => {
      const { spaceId, caller } = context;
      const { toolset, changed } = await deps.db.inSpace(spaceId, async (tx) => {
        const saved = await saveDraft(tx, spaceId, { name, title, content, basedOn, ...writer(caller) });
        const now = await requireToolset(tx, spaceId, name);
        if (saved) {
          const data = { name, fence: now.draft.fence, savedBy: now.draft.savedBy };
          await deps.events.publish(tx, spaceId, [{ type: 'toolset.saved', subject: name, data }]);
        }
        return { toolset: now, changed: saved };
      });
      context.audit(name, { fence: toolset.draft.fence, tools: content.tools.length });
      return { toolset, unchanged: !changed, ...(await findingsOf(deps, spaceId, content)) };
    },
  });
