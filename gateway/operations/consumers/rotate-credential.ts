import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { makeCredential } from '../../traffic/consumers/make-credential.ts';
import { consumerId, credentialId, madeSchema } from '../../traffic/consumers/shape.ts';
import {
  expireCredential,
  holdCredential,
  revokeCredential,
  type ShownCredential,
} from '../../traffic/consumers/store-credentials.ts';

const mostOverlapSeconds = 7 * 86_400;

export const rotateConsumerCredential = (deps: Pick<GatewayDeps, 'hints' | 'vault' | 'passwords'>) =>
  hubOperation({
    name: 'consumers.rotateCredential',
    summary: 'Put a new secret in the place of one',
    description:
      'Another credential with the same scopes and the same end; its secret is answered once. A key, or a secret that signs, ' +
      'goes on beside it for as long as `overlapSeconds` says, so that the consumer can change over at leisure.',
    access: 'consumers.write',
    http: {
      method: 'POST',
      path: '/api/consumers/{consumerId}/credentials/{credentialId}/rotate',
      status: 201,
    },
    hints: { sensitive: ['secret'] },
    input: z.strictObject({
      consumerId,
      credentialId,
      overlapSeconds: z
        .number()
        .int()
        .min(0)
        .max(mostOverlapSeconds)
        .default(0)
        .describe('How long the old one is good still.'),
    }),
    output: madeSchema,
    run: async ({ overlapSeconds, ...place }, context) => {
      const { tx, spaceId } = context;
      const before = await holdCredential(tx, spaceId, place);
      requireRotatable(before, overlapSeconds);
      if (overlapSeconds === 0) await revokeCredential(tx, spaceId, place);
      else await expireCredential(tx, spaceId, { ...place, inSeconds: overlapSeconds });
      const { kind, scopes, expiresAt } = before;
      const made = await makeCredential(deps, context, {
        ...{ consumerId: place.consumerId, kind, scopes, secret: undefined },
        // A user stays the same; signing secrets are told apart by their ids.
        identifier: kind === 'basic' ? (before.identifier ?? undefined) : undefined,
        createdBy: callerId(context.caller),
        expires: expiresAt === null ? null : new Date(expiresAt),
      });
      await consumersChanged(tx, spaceId, deps.hints);
      const data = { ...place, kind, successor: made.credentialId };
      await context.publish({ type: 'consumer.credential.rotated', subject: place.consumerId, data });
      context.audit(place.credentialId, { ...data, overlapSeconds });
      const credential = await holdCredential(tx, spaceId, { ...place, credentialId: made.credentialId });
      return { credential, secret: made.secret };
    },
  });

const requireRotatable = ({ kind, state }: ShownCredential, overlapSeconds: number): void => {
  if (kind === 'jwt' || kind === 'certificate')
    throw new HubError('conflict', 'Nothing secret belongs to a subject: there is nothing to rotate.');
  if (state === 'revoked' || state === 'expired')
    throw new HubError('conflict', `This credential is ${state}. Add another one.`);
  if (kind === 'basic' && overlapSeconds > 0)
    throw new HubError('input_invalid', 'A user has one password.', {
      problems: [{ path: 'overlapSeconds', message: 'must be 0 for a user with a password' }],
    });
};
