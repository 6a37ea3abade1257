import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { addressOf } from '../../hooks/address.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { hooksTopic } from '../../hooks/endpoints.ts';
import { checkSecret, hintsOf, makeSecret, openHookSecrets, sealHookSecrets } from '../../hooks/secrets.ts';
import { endpointId, hookSecretInput, shownEndpoint, shownOnceSchema } from '../../hooks/shape.ts';
import { changeEndpoint, holdEndpoint, requireEndpoint } from '../../hooks/store-endpoints.ts';

const mostSecrets = 5;

export const rotateHookSecret = ({
  vault,
  hints,
  publicUrl,
}: Pick<HookDeps, 'vault' | 'hints' | 'publicUrl'>) =>
  hubOperation({
    name: 'hooks.rotateSecret',
    summary: 'Give a webhook endpoint another secret',
    description:
      'The secrets before stay good for a while, so that nothing is refused until the provider has the new one.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/hooks/{endpointId}/rotate-secret' },
    hints: { sensitive: ['secret', 'verifyToken', 'endpoint'] },
    input: z.strictObject({
      endpointId,
      secret: hookSecretInput
        .optional()
        .describe('Made by the hub, and shown once, when left out; needed where the provider makes it.'),
      keepOldSeconds: z
        .number()
        .int()
        .min(0)
        .max(30 * 86_400)
        .default(86_400),
    }),
    output: shownOnceSchema,
    run: async ({ endpointId: id, secret: given, keepOldSeconds }, context) => {
      const { tx, spaceId, clock } = context;
      const place = { spaceId, endpointId: id };
      const row = await holdEndpoint(tx, spaceId, id);
      if (row.secretFrom === 'none')
        throw new HubError('conflict', `"${row.name}" is checked without a secret: there is none to change.`);
      if (given !== undefined) checkSecret(row.verification, given);
      else if (row.secretFrom === 'provider')
        throw new HubError('input_invalid', `The secret of "${row.name}" is made by its provider: give it.`, {
          problems: [{ path: 'secret', message: 'is needed: the provider makes it' }],
        });
      const sealer = { vault, tx };
      const before = await openHookSecrets(sealer, place, row.sealed);
      const now = clock.now().getTime();
      const end = new Date(now + keepOldSeconds * 1_000).toISOString();
      const value = given ?? makeSecret(row.verification);
      const old = before.secrets
        .map((one) => ({ ...one, endsAt: one.endsAt !== null && one.endsAt < end ? one.endsAt : end }))
        .filter((one) => Date.parse(one.endsAt) > now && one.value !== value);
      const secrets = {
        ...before,
        secrets: [{ value, createdAt: new Date(now).toISOString(), endsAt: null }, ...old].slice(
          0,
          mostSecrets,
        ),
      };
      await changeEndpoint(tx, spaceId, {
        ...row,
        pathTokenHash: null,
        secretHints: hintsOf(secrets),
        sealed: await sealHookSecrets(sealer, place, secrets),
      });
      tx.afterCommit(() => hints.broadcast(hooksTopic));
      context.audit(id, { keepOldSeconds, live: secrets.secrets.length });
      const data = { endpointId: id, connector: row.connector, name: row.name };
      await context.publish({ type: 'hook.secret-rotated', subject: id, data });
      return {
        endpoint: shownEndpoint(await requireEndpoint(tx, spaceId, id), addressOf(context, publicUrl)),
        secret: given === undefined ? value : null,
        verifyToken: null,
      };
    },
  });
