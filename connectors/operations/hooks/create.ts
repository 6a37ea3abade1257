import { hash } from 'node:crypto';
import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { newOpaque } from '../../auth/oauth/pkce.ts';
import { connectionId } from '../../auth/shape.ts';
import { addressOf } from '../../hooks/address.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { hooksTopic } from '../../hooks/endpoints.ts';
import { eventsSchema } from '../../hooks/events.ts';
import { challenges } from '../../hooks/providers.ts';
import { checkSecret, hintsOf, makeSecret, sealHookSecrets } from '../../hooks/secrets.ts';
import { requireFit, requireOwner, usualEvents } from '../../hooks/settle-entry.ts';
import { settleFor } from '../../hooks/settle-for.ts';
import {
  fillInput,
  hookSecretInput,
  maxBytesInput,
  nameInput,
  providerInput,
  shownEndpoint,
  shownOnceSchema,
  usualMaxBytes,
} from '../../hooks/shape.ts';
import { addEndpoint, requireEndpoint } from '../../hooks/store-endpoints.ts';
import { verificationSchema } from '../../hooks/verification.ts';
import { connectorNameSchema } from '../../shapes.ts';

export const createHook = ({ vault, hints, publicUrl }: Pick<HookDeps, 'vault' | 'hints' | 'publicUrl'>) =>
  hubOperation({
    name: 'hooks.create',
    summary: 'Make an endpoint that a provider sends webhooks to',
    description:
      'How it knows who they are from is said by the name of a provider, as `/api/hook-providers` lists them, in full by `verification`, or by the code of the connector when both are left out. A secret that is not given is made, and shown once; one that only the provider can make may come later, by `rotate-secret`: until then nothing is taken.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/hooks', status: 201 },
    hints: { sensitive: ['secret', 'verifyToken', 'endpoint'] },
    input: z.strictObject({
      connector: connectorNameSchema.describe('Its events are called after it.'),
      connectionId: connectionId.optional().describe('The account that they belong to.'),
      name: nameInput,
      provider: providerInput.optional(),
      fill: fillInput,
      verification: verificationSchema.optional(),
      events: eventsSchema.optional(),
      challenge: z.enum(challenges).optional(),
      secret: hookSecretInput.optional(),
      verifyToken: hookSecretInput.optional(),
      pathToken: z.boolean().default(false).describe('Whether the address holds a secret of its own.'),
      maxBytes: maxBytesInput.default(usualMaxBytes),
    }),
    output: shownOnceSchema,
    run: async (input, context) => {
      const { tx, spaceId, caller, clock } = context;
      const owner = { connector: input.connector, connectionId: input.connectionId ?? null };
      await requireOwner(tx, spaceId, owner);
      const settled = await settleFor(tx, { spaceId, connector: input.connector }, input);
      const { verification, events, challenge, secretFrom } = settled;
      requireFit(verification, challenge);
      if (input.secret !== undefined) checkSecret(verification, input.secret);
      const made = input.secret === undefined && (secretFrom === 'hub' || secretFrom === 'either');
      const secret = made ? makeSecret(verification) : input.secret;
      const verifyToken = challenge === 'meta' ? (input.verifyToken ?? newOpaque()) : null;
      const token = input.pathToken || verification.scheme === 'none' ? newOpaque() : undefined;
      const createdAt = clock.now().toISOString();
      const secrets = {
        secrets: secret === undefined ? [] : [{ value: secret, createdAt, endsAt: null }],
        verifyToken,
      };
      const place = { spaceId, endpointId: newId('whk') };
      await addEndpoint(tx, spaceId, {
        ...{ endpointId: place.endpointId, ...owner, name: input.name, ...settled },
        events: events ?? (await usualEvents(tx, spaceId, owner.connector)),
        pathTokenHash: token === undefined ? null : hash('sha256', token, 'buffer'),
        secretHints: hintsOf(secrets),
        sealed: await sealHookSecrets({ vault, tx }, place, secrets),
        maxBytes: input.maxBytes,
        state: 'active',
        createdBy: callerId(caller),
      });
      tx.afterCommit(() => hints.broadcast(hooksTopic));
      const row = await requireEndpoint(tx, spaceId, place.endpointId);
      const { provider } = row;
      context.audit(row.endpointId, { ...owner, name: row.name, provider, scheme: verification.scheme });
      const data = { endpointId: row.endpointId, ...owner, name: row.name };
      await context.publish({ type: 'hook.created', subject: row.endpointId, data });
      return {
        endpoint: shownEndpoint(row, { ...addressOf(context, publicUrl), token }),
        secret: made ? (secret ?? null) : null,
        verifyToken,
      };
    },
  });
