import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { instant, iso, noInput } from '../../shapes.ts';

export const verifyAuditTrail = (deps: Pick<GatewayDeps, 'audit'>) =>
  hubOperation({
    name: 'audit.verify',
    summary: 'Check that the audit trail is as it was written',
    description:
      'Every entry is sealed over the one before it: a changed, missing or added entry breaks the chain.',
    access: 'audit.read',
    http: { method: 'GET', path: '/api/audit/verification' },
    input: noInput,
    output: z.strictObject({
      intact: z.boolean(),
      entries: z.number().int(),
      firstBad: z.number().int().nullable(),
      checkedAt: instant,
    }),
    run: async (_input, { tx, spaceId, clock }) => {
      const { intact, entries, firstBad } = await deps.audit.verify(tx, spaceId);
      return { intact, entries, firstBad, checkedAt: iso(clock.now()) };
    },
  });
