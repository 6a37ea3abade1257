import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { auditEntrySchema } from '../../audit-log/shape.ts';
import { findAuditEntry } from '../../audit-log/store.ts';
import { idSchema } from '../../shapes.ts';

export const getAuditEntry = () =>
  hubOperation({
    name: 'audit.get',
    summary: 'One entry of the audit trail of this space',
    access: 'audit.read',
    http: { method: 'GET', path: '/api/audit/{auditId}' },
    input: z.strictObject({ auditId: idSchema('aud') }),
    output: auditEntrySchema,
    run: async ({ auditId }, { tx, spaceId }) => {
      const entry = await findAuditEntry(tx, spaceId, auditId);
      if (entry === undefined)
        throw new HubError('not_found', `There is no audit entry "${auditId}" in this space.`);
      return entry;
    },
  });
