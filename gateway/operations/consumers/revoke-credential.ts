import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { nothing } from '../../shapes.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { consumerId, credentialId } from '../../traffic/consumers/shape.ts';
import { holdCredential, revokeCredential } from '../../traffic/consumers/store-credentials.ts';

export const revokeConsumerCredential = ({ hints }: Pick<GatewayDeps, 'hints'>) =>
  hubOperation({
    name: 'consumers.revokeCredential',
    summary: 'Revoke what a consumer shows',
    description: 'It opens nothing any more within a second, everywhere, for ever. It stays in the list.',
    access: 'consumers.write',
    http: { method: 'DELETE', path: '/api/consumers/{consumerId}/credentials/{credentialId}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ consumerId, credentialId }),
    output: nothing,
    run: async (place, context) => {
      const { tx, spaceId } = context;
      const { kind } = await holdCredential(tx, spaceId, place);
      context.audit(place.credentialId, { consumerId: place.consumerId, kind });
      if (!(await revokeCredential(tx, spaceId, place))) return {};
      await consumersChanged(tx, spaceId, hints);
      const data = { ...place, kind };
      await context.publish({ type: 'consumer.credential.revoked', subject: place.consumerId, data });
      return {};
    },
  });
