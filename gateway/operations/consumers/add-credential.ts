import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { makeCredential } from '../../traffic/consumers/make-credential.ts';
import {
  consumerId,
  credentialKinds,
  expiry,
  identifierSchema,
  madeSchema,
  scopesSchema,
  secretSchema,
} from '../../traffic/consumers/shape.ts';
import { countCredentials, holdCredential } from '../../traffic/consumers/store-credentials.ts';
import { requireConsumer } from '../../traffic/consumers/store.ts';

/** Revoked ones too: they stay for whoever looks into what happened. */
const mostCredentials = 1_000;

export const addConsumerCredential = (deps: Pick<GatewayDeps, 'hints' | 'vault' | 'passwords'>) =>
  hubOperation({
    name: 'consumers.addCredential',
    summary: 'Add something that a consumer shows to be let in',
    description:
      'A key, a user with a password, a secret that signs requests, or the subject of tokens or of a certificate. What is ' +
      'secret is answered once.',
    access: 'consumers.write',
    http: { method: 'POST', path: '/api/consumers/{consumerId}/credentials', status: 201 },
    hints: { sensitive: ['secret'] },
    input: z.strictObject({
      consumerId,
      kind: z.enum(credentialKinds),
      identifier: identifierSchema.optional(),
      secret: secretSchema.optional(),
      scopes: scopesSchema
        .nullable()
        .default(null)
        .describe('Of the consumer’s scopes, those that come with this; null: all of them.'),
      expiresInDays: expiry.optional().describe('Never, when left out.'),
    }),
    output: madeSchema,
    run: async ({ kind, identifier, secret, scopes, expiresInDays, ...input }, context) => {
      const { tx, spaceId } = context;
      const { id, name } = await requireConsumer(tx, spaceId, input.consumerId);
      if ((await countCredentials(tx, spaceId, id)) >= mostCredentials)
        throw new HubError('conflict', `A consumer has ${mostCredentials} credentials at most.`);
      const made = await makeCredential(deps, context, {
        ...{ consumerId: id, kind, identifier, secret, scopes, createdBy: callerId(context.caller) },
        expires: expiresInDays === undefined ? null : { inDays: expiresInDays },
      });
      await consumersChanged(tx, spaceId, deps.hints);
      const { credentialId } = made;
      const data = { consumerId: id, credentialId, kind };
      await context.publish({ type: 'consumer.credential.added', subject: id, data });
      context.audit(credentialId, { consumerId: id, name, kind, scopes });
      const credential = await holdCredential(tx, spaceId, { consumerId: id, credentialId });
      return { credential, secret: made.secret };
    },
  });
