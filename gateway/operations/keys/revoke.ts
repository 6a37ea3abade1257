import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { findKey, revokeKey } from '../../keys/store.ts';
import { idSchema, nothing } from '../../shapes.ts';

export const revokeSpaceKey = () =>
  hubOperation({
    name: 'keys.revoke',
    summary: 'Revoke an API key',
    description: 'It stops working within a second, everywhere, for ever. It stays in the list.',
    access: 'keys.write',
    http: { method: 'DELETE', path: '/api/keys/{keyId}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ keyId: idSchema('key') }),
    output: nothing,
    run: async ({ keyId }, context) => {
      const { tx, spaceId } = context;
      const key = await findKey(tx, spaceId, keyId);
      if (key === undefined) throw new HubError('not_found', `There is no key "${keyId}" in this space.`);
      context.audit(keyId, { name: key.name });
      if (!(await revokeKey(tx, spaceId, keyId))) return {};
      await context.publish({ type: 'key.revoked', subject: keyId, data: { keyId, name: key.name } });
      return {};
    },
  });
