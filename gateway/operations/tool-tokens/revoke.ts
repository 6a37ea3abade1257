import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { idSchema, nothing } from '../../shapes.ts';
import { revokeToolToken } from '../../tool-tokens/store.ts';

export const revokeSpaceToolToken = () =>
  hubOperation({
    name: 'toolsets.revokeToken',
    summary: 'Revoke a tool token',
    description: 'It stops working within a second, everywhere.',
    access: 'toolsets.issue',
    http: { method: 'DELETE', path: '/api/tool-tokens/{tokenId}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ tokenId: idSchema('ttk') }),
    output: nothing,
    run: async ({ tokenId }, context) => {
      const { tx, spaceId } = context;
      const revoked = await revokeToolToken(tx, spaceId, tokenId);
      if (revoked === undefined)
        throw new HubError('not_found', `There is no tool token "${tokenId}" in this space.`);
      context.audit(tokenId, { toolset: revoked.toolset });
      return {};
    },
  });
