import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ApprovalDeps } from '../deps.ts';
import { approvalDetailSchema, approvalIdSchema } from '../shape.ts';
import { inDetail, seenBy } from '../show.ts';
import { requireApproval } from '../store.ts';

export const getApproval = (deps: Pick<ApprovalDeps, 'groups'>) =>
  hubOperation({
    name: 'approvals.get',
    summary: 'One question, with its details and its answer',
    access: 'approvals.read',
    http: { method: 'GET', path: '/api/approvals/{approval}' },
    input: z.strictObject({ approval: approvalIdSchema }),
    output: approvalDetailSchema,
    run: async ({ approval }, context) => {
      const found = await requireApproval(context.tx, context.spaceId, approval);
      return inDetail(found, await seenBy(deps, context));
    },
  });
