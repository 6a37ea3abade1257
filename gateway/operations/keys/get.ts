import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { keySchema } from '../../keys/shape.ts';
import { findKey } from '../../keys/store.ts';
import { idSchema } from '../../shapes.ts';

export const getSpaceKey = () =>
  hubOperation({
    name: 'keys.get',
    summary: 'One API key of this space',
    access: 'keys.read',
    http: { method: 'GET', path: '/api/keys/{keyId}' },
    input: z.strictObject({ keyId: idSchema('key') }),
    output: keySchema,
    run: async ({ keyId }, { tx, spaceId }) => {
      const key = await findKey(tx, spaceId, keyId);
      if (key === undefined) throw new HubError('not_found', `There is no key "${keyId}" in this space.`);
      return key;
    },
  });
