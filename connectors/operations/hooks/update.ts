import { hash } from 'node:crypto';
import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { newOpaque } from '../../auth/oauth/pkce.ts';
import { addressOf } from '../../hooks/address.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { hooksTopic } from '../../hooks/endpoints.ts';
import { eventsSchema } from '../../hooks/events.ts';
import { challenges } from '../../hooks/providers.ts';
import { checkSecret, hintsOf, makeSecret, openHookSecrets, sealHookSecrets } from '../../hooks/secrets.ts';
import { requireFit } from '../../hooks/settle-entry.ts';
import { settleFor } from '../../hooks/settle-for.ts';
import {
  endpointId,
  fillInput,
  hookSecretInput,
  maxBytesInput,
  nameInput,
  providerInput,
  shownEndpoint,
  shownOnceSchema,
} from '../../hooks/shape.ts';
import {
  changeEndpoint,
  endpointStates,
  holdEndpoint,
  requireEndpoint,
} from '../../hooks/store-endpoints.ts';
import { verificationSchema } from '../../hooks/verification.ts';

export const updateHook = ({ vault, hints, publicUrl }: Pick<HookDeps, 'vault' | 'hints' | 'publicUrl'>) =>
  hubOperation({
    name: 'hooks.update',
    summary: 'Change a webhook endpoint',
    description:
      'What is left out stays; another provider brings its own events and challenge along. Secrets are kept where the new check can use them; change them by `rotate-secret`.',
    access: 'connectors.write',
    http: { method: 'PATCH', path: '/api/hooks/{endpointId}' },
    hints: { sensitive: ['secret', 'verifyToken', 'endpoint'] },
    input: z.strictObject({
      endpointId,
      name: nameInput.optional(),
      provider: providerInput.optional(),
      fill: fillInput,
      verification: verificationSchema.optional(),
      events: eventsSchema.optional(),
      challenge: z.enum(challenges).optional(),
      verifyToken: hookSecretInput.optional(),
      newPathToken: z.literal(true).optional().describe('The address before is then none any more.'),
      maxBytes: maxBytesInput.optional(),
      state: z.enum(endpointStates).optional(),
    }),
    output: shownOnceSchema,
    run: async (input, context) => {
      const { tx, spaceId, clock } = context;
      const place = { spaceId, endpointId: input.endpointId };
      const row = await holdEndpoint(tx, spaceId, place.endpointId);
      const settled = saysCheck(input)
        ? await settleFor(tx, { spaceId, connector: row.connector }, input)
        : row;
      const { verification, provider, secretFrom } = settled;
      // Not for a check in one's own words: that one may be the same in other words.
      const switched = provider !== null && provider !== row.provider;
      const sealer = { vault, tx };
      const before = await openHookSecrets(sealer, place, row.sealed);
      for (const { value } of before.secrets) checkSecret(verification, value);
      const makes = before.secrets.length === 0 && (secretFrom === 'hub' || secretFrom === 'either');
      const made = makes ? makeSecret(verification) : null;
      const challenge = input.challenge ?? (switched ? settled.challenge : row.challenge);
      requireFit(verification, challenge);
      const newToken = challenge === 'meta' && before.verifyToken === null ? newOpaque() : null;
      const verifyToken = challenge === 'meta' ? (input.verifyToken ?? before.verifyToken ?? newToken) : null;
      const createdAt = clock.now().toISOString();
      const secrets = {
        secrets: made === null ? before.secrets : [{ value: made, createdAt, endsAt: null }],
        verifyToken,
      };
      const needsToken = verification.scheme === 'none' && !row.hasPathToken;
      const token = input.newPathToken === true || needsToken ? newOpaque() : undefined;
      await changeEndpoint(tx, spaceId, {
        ...{ endpointId: row.endpointId, provider, secretFrom, verification, challenge },
        name: input.name ?? row.name,
        events: input.events ?? (switched ? settled.events : undefined) ?? row.events,
        pathTokenHash: token === undefined ? null : hash('sha256', token, 'buffer'),
        secretHints: hintsOf(secrets),
        sealed: await sealHookSecrets(sealer, place, secrets),
        maxBytes: input.maxBytes ?? row.maxBytes,
        state: input.state ?? row.state,
      });
      tx.afterCommit(() => hints.broadcast(hooksTopic));
      const changed = await requireEndpoint(tx, spaceId, row.endpointId);
      const fields = Object.keys(input).filter((field) => field !== 'endpointId');
      context.audit(row.endpointId, { fields });
      const data = { endpointId: row.endpointId, connector: row.connector, name: changed.name };
      await context.publish({ type: 'hook.changed', subject: row.endpointId, data });
      return {
        endpoint: shownEndpoint(changed, { ...addressOf(context, publicUrl), token }),
        secret: made,
        verifyToken: input.verifyToken === undefined ? newToken : null,
      };
    },
  });

interface SaidCheck {
  readonly provider?: string | undefined;
  readonly verification?: unknown;
  readonly fill: object;
}

const saysCheck = ({ provider, verification, fill }: SaidCheck): boolean =>
  provider !== undefined || verification !== undefined || Object.keys(fill).length > 0;
