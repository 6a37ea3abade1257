import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { hashKey, hintOf, newKeySecret } from '../../keys/secret.ts';
import { keySchema } from '../../keys/shape.ts';
import { addKey, findKey } from '../../keys/store.ts';
import { currentAuthority } from '../../members/current-authority.ts';
import { requirePermissionsHeld } from '../../members/rules.ts';
import { nameSchema, permissionSchema } from '../../shapes.ts';
import { toolsetNames } from '../../tool-tokens/shape.ts';

export const createKey = ({ requireToolset }: Pick<GatewayDeps, 'requireToolset'>) =>
  hubOperation({
    name: 'keys.create',
    summary: 'Create an API key for this space',
    description:
      'The secret is shown once. A key never holds more permissions than its creator. One that is limited to toolsets calls their tools at /mcp/<toolset> and does nothing else.',
    access: 'keys.write',
    http: { method: 'POST', path: '/api/keys', status: 201 },
    hints: { sensitive: ['secret'] },
    input: z.strictObject({
      name: nameSchema,
      permissions: z
        .array(permissionSchema)
        .min(1, 'must name at least one permission')
        .max(200)
        .refine((all) => new Set(all).size === all.length, 'must name each permission once'),
      expiresInDays: z.number().int().min(1).max(3_650).optional().describe('Never, when left out.'),
      toolsets: toolsetNames.optional().describe('All that it opens. Not limited, when left out.'),
    }),
    output: z.strictObject({ key: keySchema, secret: z.string() }),
    run: async ({ name, permissions, expiresInDays, toolsets = null }, context) => {
      const { tx, spaceId, caller } = context;
      requirePermissionsHeld(await currentAuthority(context, { permission: 'keys.write' }), permissions);
      for (const toolset of toolsets ?? []) await requireToolset(tx, spaceId, toolset);
      const secret = newKeySecret();
      const keyId = newId('key');
      await addKey(tx, spaceId, {
        ...{ keyId, name, permissions, toolsets },
        hint: hintOf(secret),
        secretHash: hashKey(secret),
        createdBy: callerId(caller),
        expiresInDays: expiresInDays ?? null,
      });
      const key = await findKey(tx, spaceId, keyId);
      if (key === undefined)
        throw new HubError('internal', `The key "${keyId}" was stored and is not there.`);
      const data = {
        keyId,
        name,
        permissions,
        toolsets,
        createdBy: callerId(caller),
        expiresAt: key.expiresAt,
      };
      await context.publish({ type: 'key.created', subject: keyId, data });
      context.audit(keyId, { name, permissions, toolsets, expiresAt: key.expiresAt });
      return { key, secret };
    },
  });
