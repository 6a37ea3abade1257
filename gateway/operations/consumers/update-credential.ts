import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { instant } from '../../shapes.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { consumerId, credentialId, credentialSchema, scopesSchema } from '../../traffic/consumers/shape.ts';
import { changeCredential, holdCredential } from '../../traffic/consumers/store-credentials.ts';

export const updateConsumerCredential = ({ hints }: Pick<GatewayDeps, 'hints'>) =>
  hubOperation({
    name: 'consumers.updateCredential',
    summary: 'Change what a credential opens, and for how long',
    description: 'What is left out stays. In force within a second, everywhere.',
    access: 'consumers.write',
    http: { method: 'PATCH', path: '/api/consumers/{consumerId}/credentials/{credentialId}' },
    hints: { idempotent: true },
    input: z.strictObject({
      consumerId,
      credentialId,
      active: z.boolean().optional().describe('False: it opens nothing until it is true again.'),
      scopes: scopesSchema.nullable().optional().describe('Null: all of the consumer’s.'),
      expiresAt: instant.nullable().optional().describe('Null: never.'),
    }),
    output: credentialSchema,
    run: async (change, context) => {
      const { tx, spaceId } = context;
      const { state } = await holdCredential(tx, spaceId, change);
      if (state === 'revoked')
        throw new HubError('conflict', 'This credential is revoked, for ever. Add another one.');
      await changeCredential(tx, spaceId, change);
      await consumersChanged(tx, spaceId, hints);
      const after = await holdCredential(tx, spaceId, change);
      const { active, scopes, expiresAt } = after;
      const data = { consumerId: after.consumerId, credentialId: after.id, active, scopes, expiresAt };
      await context.publish({ type: 'consumer.credential.changed', subject: after.consumerId, data });
      context.audit(after.id, data);
      return after;
    },
  });
