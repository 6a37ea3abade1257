import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { currentAuthority } from '../../members/current-authority.ts';
import { instant } from '../../shapes.ts';
import { handedOn } from '../../tool-tokens/issuer.ts';
import { conversationSchema, toolsetName } from '../../tool-tokens/shape.ts';
import { addToolToken } from '../../tool-tokens/store.ts';
import { longestTokenSeconds } from '../../tool-tokens/token.ts';

export const issueToolToken = ({
  toolTokens,
  requireToolset,
}: Pick<GatewayDeps, 'toolTokens' | 'requireToolset'>) =>
  hubOperation({
    name: 'toolsets.issueToken',
    summary: 'Issue a token for one conversation',
    description:
      'It calls the tools of one toolset at /mcp/<toolset> and does nothing else, with no more rights than whoever issues it has, then and later. Arguments of tools are fixed from the facts; the model neither sees nor sets them. The token is shown once.',
    access: 'toolsets.issue',
    http: { method: 'POST', path: '/api/tool-tokens', status: 201 },
    hints: { sensitive: ['token'] },
    input: z.strictObject({
      toolset: toolsetName,
      facts: conversationSchema.default({}).describe('Who the conversation is with.'),
      expiresInSeconds: z
        .number()
        .int()
        .min(1)
        .max(longestTokenSeconds, 'must be at most a day: 86400')
        .default(3_600),
    }),
    output: z.strictObject({ id: z.string(), token: z.string(), expiresAt: instant }),
    run: async ({ toolset, facts, expiresInSeconds: seconds }, context) => {
      const { tx, spaceId, caller } = context;
      const permissions = handedOn(caller, await currentAuthority(context, { permission: 'toolsets.issue' }));
      await requireToolset(tx, spaceId, toolset);
      const tokenId = newId('ttk');
      const expiresAt = await addToolToken(tx, spaceId, {
        ...{ tokenId, toolset, permissions, seconds },
        issuedBy: callerId(caller),
        issuedByName: 'name' in caller ? caller.name : '',
      });
      // What is known of a conversation is nobody's business but its own: only which of it is in the trail.
      context.audit(tokenId, { toolset, facts: Object.keys(facts), expiresAt });
      const token = await toolTokens.mint({ tokenId, spaceId, toolset, facts }, seconds);
      return { id: tokenId, token, expiresAt };
    },
  });
