import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { tokenSchema, tokenStates } from '../../tool-tokens/shape.ts';
import { listToolTokens, tokenSorts } from '../../tool-tokens/store.ts';

export const listSpaceToolTokens = () =>
  hubOperation({
    name: 'toolsets.listTokens',
    summary: 'The tokens for conversations with tools of this space',
    description: 'Until a week after they have expired. What they say of conversations is not kept.',
    access: 'toolsets.read',
    http: { method: 'GET', path: '/api/tool-tokens' },
    input: listInput(tokenSorts, {
      toolset: z.string().max(100).optional(),
      state: z.enum(tokenStates).optional(),
    }),
    output: page(tokenSchema),
    run: async (list, { tx, spaceId }) => listToolTokens(tx, spaceId, list),
  });
