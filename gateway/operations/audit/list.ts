import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { exportList, exportShape } from '../../../platform/invoke/export-list.ts';
import { auditEntrySchema } from '../../audit-log/shape.ts';
import { auditSorts, listAudit } from '../../audit-log/store.ts';
import type { GatewayDeps } from '../../deps.ts';

const filter = z.string().trim().min(1).max(200).optional();
const when = z.iso.datetime({ offset: true }).optional();
const input = listInput(auditSorts, {
  action: filter.describe('The name of an operation, for example keys.create.'),
  actor: filter.describe('The id of a person or a key.'),
  target: filter.describe('The id of what was acted on.'),
  from: when.describe('At this instant or later.'),
  to: when.describe('Before this instant.'),
});

export const listAuditEntries = () =>
  hubOperation({
    name: 'audit.list',
    summary: 'Who did what in this space',
    access: 'audit.read',
    http: { method: 'GET', path: '/api/audit' },
    input,
    output: page(auditEntrySchema),
    run: async (list, { tx, spaceId }) => listAudit(tx, spaceId, list),
  });

export const exportAudit = ({ db }: Pick<GatewayDeps, 'db'>) =>
  hubOperation({
    name: 'audit.export',
    summary: 'All entries of the audit trail that a filter finds, as lines of JSON',
    access: 'audit.read',
    ...exportShape('/api/audit/export', auditEntrySchema),
    input: input.omit({ limit: true, cursor: true }),
    run: async (list, context) =>
      exportList(context, (page) =>
        db.readInSpace(context.spaceId, (tx) => listAudit(tx, context.spaceId, { ...list, ...page })),
      ),
  });
