import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { contentSchema } from '../../toolsets/content.ts';
import { saveDraft } from '../../toolsets/save-draft.ts';
import { fenceSchema, nameShape, numberSchema, toolsetSchema } from '../../toolsets/shapes.ts';
import { requireToolset } from '../../toolsets/store-toolsets.ts';
import { requireVersion } from '../../toolsets/store-versions.ts';
import { writer } from '../../toolsets/writer.ts';

export const restoreVersion = () =>
  hubOperation({
    name: 'toolsets.restore',
    summary: 'Make an earlier version of a toolset the draft again',
    description:
      'It replaces the draft that `basedOn` names, and no newer one. What is in use stays: publish it afterwards, or ' +
      'publish the earlier version itself by its number.',
    access: 'toolsets.write',
    http: { method: 'POST', path: '/api/toolsets/{name}/versions/{number}/restore' },
    input: z.strictObject({ ...nameShape, number: numberSchema, basedOn: fenceSchema }),
    output: z.strictObject({ toolset: toolsetSchema, content: contentSchema }),
    run: async ({ name, number, basedOn }, context) => {
      const { tx, spaceId, caller } = context;
      const { text, title } = await requireVersion(tx, spaceId, { name, number });
      const content = contentSchema.parse(JSON.parse(text));
      const changed = await saveDraft(tx, spaceId, { name, title, content, basedOn, ...writer(caller) });
      const toolset = await requireToolset(tx, spaceId, name);
      if (changed) {
        const data = { name, fence: toolset.draft.fence, savedBy: toolset.draft.savedBy };
        await context.publish({ type: 'toolset.saved', subject: name, data });
      }
      context.audit(name, { restored: number, fence: toolset.draft.fence });
      return { toolset, content };
    },
  });
