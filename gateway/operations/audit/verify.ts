import { z } from 'zod';
import { auditFindings } from '../../../platform/audit/trail.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { instant, iso, noInput } from '../../shapes.ts';

const firstBad =
  'The first entry that is shown not to be as it was written, or is missing. Of a chain that was sealed anew: the first at which a checkpoint says so; the change stands there or before, after `provenTo`.';

export const verifyAuditTrail = (deps: Pick<GatewayDeps, 'db' | 'audit' | 'checkpoints'>) =>
  hubOperation({
    name: 'audit.verify',
    summary: 'Check that the audit trail is as it was written',
    description:
      'Every entry is sealed over the one before it: a changed, missing or added entry breaks the chain. Checkpoints of the chain, kept outside of the database, show when the whole chain was sealed anew, or its end cut off.',
    access: 'audit.read',
    // The checkpoints are read first: a chain only grows, so it then holds all that they speak of.
    transaction: 'none',
    http: { method: 'GET', path: '/api/audit/verification' },
    input: noInput,
    output: z.strictObject({
      intact: z.boolean(),
      entries: z.number().int(),
      firstBad: z.number().int().nullable().describe(firstBad),
      finding: z.enum(auditFindings).nullable(),
      provenTo: z.number().int().describe('Up to this entry a checkpoint outside of the database agrees.'),
      checkpoints: z.number().int().describe('How many there are.'),
      checkedAt: instant,
    }),
    run: async (_input, { spaceId, clock }) => {
      const testimony = await deps.checkpoints.all(spaceId);
      const verdict = await deps.db.inSpace(spaceId, (tx) => deps.audit.verify(tx, spaceId, testimony));
      return { ...verdict, checkpoints: testimony.length, checkedAt: iso(clock.now()) };
    },
  });
