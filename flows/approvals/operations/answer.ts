import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { giveAnswer } from '../answer.ts';
import type { ApprovalDeps } from '../deps.ts';
import { approvalDetailSchema, approvalIdSchema, noteSchema } from '../shape.ts';
import { inDetail, seenBy } from '../show.ts';
import { requireApproval } from '../store.ts';

export const answerApproval = (deps: Pick<ApprovalDeps, 'groups' | 'events'>) =>
  hubOperation({
    name: 'approvals.answer',
    summary: 'Answer a question',
    description:
      'For signed-in members of the group. The first answer counts; whoever comes second is told of it.',
    // A person answers, not a program: neither keys nor flows can.
    access: 'user',
    transaction: 'space',
    http: { method: 'POST', path: '/api/approvals/{approval}/answer' },
    input: z.strictObject({ approval: approvalIdSchema, choice: z.string().max(40), note: noteSchema }),
    output: approvalDetailSchema,
    run: async ({ approval: id, choice, note }, context) => {
      const { tx, spaceId, caller } = context;
      if (caller.kind !== 'user')
        throw new HubError('forbidden', 'A question is answered by a signed-in person.');
      const approval = await requireApproval(tx, spaceId, id);
      const seen = await seenBy(deps, context);
      if (!seen.own.has(approval.groupId)) {
        throw new HubError(
          'forbidden',
          `Only members of the group "${approval.groupName}" may answer this. An admin can put you into it.`,
        );
      }
      const by = { id: caller.userId, name: caller.name };
      await giveAnswer(deps, tx, { spaceId, approval, answer: { choice, note, by } });
      context.audit(id, { choice });
      return inDetail(await requireApproval(tx, spaceId, id), seen);
    },
  });
