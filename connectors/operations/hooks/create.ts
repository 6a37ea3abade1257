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
import {
  connectorWebhook,
  requireFit,
  requireOwner,
  settleEntry,
  usualEvents,
} from '../../hooks/settle-entry.ts';
import {
  hookSecretInput,
  maxBytesInput,
  nameInput,
  shownEndpoint,
  shownOnceSchema,
  usualMaxBytes,
} from '../../hooks/shape.ts';
import { addEndpoint, requireEndpoint } from '../../hooks/store-endpoints.ts';
import { needsSecret, verificationSchema } from '../../hooks/verification.ts';
import { connectorNameSchema } from '../../shapes.ts';

export const createHook = ({ vault, hints, publicUrl }: Pick<HookDeps, 'vault' | 'hints' | 'publicUrl'>) =>
  hubOperation({
    name: 'hooks.create',
    summary: 'Make an endpoint that a provider sends webhooks to',
    description:
      'How it knows who they are from is said by the name of a provider, as `/api/hook-providers` lists them, in full by `verification`, or by the code of the connector when both are left out. A secret that is not given is made, and shown once.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/hooks', status: 201 },
    hints: { sensitive: ['secret', 'verifyToken', 'endpoint'] },
    input: z.strictObject({
      connector: connectorNameSchema.describe('Its events are called after it.'),
      connectionId: connectionId.optional().describe('The account that they belong to.'),
      name: nameInput,
      provider: z.string().max(40).optional(),
      fill: z
        .strictObject({
          audience: z.array(z.string().min(1).max(500)).min(1).max(10).optional(),
          publicKeys: z.array(z.string().min(32).max(2_000)).min(1).max(5).optional(),
        })
        .default({})
        .describe('What the entry of the provider leaves open.'),
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
      const unsaid = input.provider === undefined && input.verification === undefined;
      const own = unsaid ? await connectorWebhook(tx, spaceId, input.connector) : {};
      const { verification, events, challenge } = settleEntry({ ...own, ...given(input) });
      requireFit(verification, challenge);
      if (input.secret !== undefined) checkSecret(verification, input.secret);
      const made = input.secret === undefined && needsSecret(verification);
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
        ...{ endpointId: place.endpointId, ...owner, name: input.name, verification, challenge },
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
      context.audit(row.endpointId, { ...owner, name: row.name, scheme: verification.scheme });
      const data = { endpointId: row.endpointId, ...owner, name: row.name };
      await context.publish({ type: 'hook.created', subject: row.endpointId, data });
      return {
        endpoint: shownEndpoint(row, { ...addressOf(context, publicUrl), token }),
        secret: made ? (secret ?? null) : null,
        verifyToken,
      };
    },
  });

/** Only what was said: what was left out must not take the place of what the connector says. */
const given = <Input extends object>(input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Input;
