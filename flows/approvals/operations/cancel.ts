import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { writer } from '../../writer.ts';
import { notOpen } from '../answer.ts';
import type { ApprovalDeps } from '../deps.ts';
import { cancelled } from '../facts.ts';
import { approvalDetailSchema, approvalIdSchema, noteSchema } from '../shape.ts';
import { inDetail, seenBy } from '../show.ts';
import { requireApproval, settle, type Settlement } from '../store.ts';

export const cancelApproval = (deps: Pick<ApprovalDeps, 'groups'>) =>
  hubOperation({
    name: 'approvals.cancel',
    summary: 'Take a question back',
    description:
      'Nobody can answer it any more, and its link is dead. Whoever waits hears `approval.cancelled`.',
    access: 'approvals.request',
    http: { method: 'POST', path: '/api/approvals/{approval}/cancel' },
    hints: { destructive: true },
    input: z.strictObject({ approval: approvalIdSchema, reason: noteSchema }),
    output: approvalDetailSchema,
    run: async ({ approval: id, reason }, context) => {
      const { tx, spaceId, caller } = context;
      const approval = await requireApproval(tx, spaceId, id);
      const { by, byName } = writer(caller);
      const settlement: Settlement = {
        ...{ id, state: 'cancelled', choice: null, approved: null, note: reason },
        by: { id: by, name: byName },
      };
      if (!(await settle(tx, spaceId, settlement))) throw notOpen(await requireApproval(tx, spaceId, id));
      await context.publish(cancelled(settlement, approval.groupName));
      context.audit(id, { reason });
      return inDetail(await requireApproval(tx, spaceId, id), await seenBy(deps, context));
    },
  });
