import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { contentShape, toolsetNameSchema } from '../../toolsets/content.ts';
import { hubAdmin } from '../../toolsets/hub-admin.ts';
import { rowOf } from '../../toolsets/save-draft.ts';
import { titleSchema, toolsetSchema } from '../../toolsets/shapes.ts';
import { addToolset, requireToolset } from '../../toolsets/store-toolsets.ts';
import { writer } from '../../toolsets/writer.ts';
import { contentBytes } from './save.ts';

export const createToolset = () =>
  hubOperation({
    name: 'toolsets.create',
    summary: 'Make a toolset',
    description:
      'A draft that nobody is offered yet: publish it. Its name is its address, `/mcp/<name>`, and stays.',
    access: 'toolsets.write',
    http: { method: 'POST', path: '/api/toolsets', status: 201, maxBytes: contentBytes },
    input: z.strictObject({ name: toolsetNameSchema, title: titleSchema.default(''), ...contentShape }),
    output: toolsetSchema,
    run: async ({ name, title, ...content }, context) => {
      const { tx, spaceId, caller } = context;
      const taken =
        name === hubAdmin ||
        !(await addToolset(tx, spaceId, rowOf({ name, title, content, ...writer(caller) })));
      if (taken)
        throw new HubError('already_exists', `There is a toolset "${name}" already. Choose another name.`);
      await context.publish({ type: 'toolset.created', subject: name, data: { name } });
      context.audit(name, { tools: content.tools.length });
      return requireToolset(tx, spaceId, name);
    },
  });
