import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { runIdSchema } from '../../run/shape.ts';
import type { ApprovalDeps } from '../deps.ts';
import { approvalSchema, approvalStates, groupNameSchema } from '../shape.ts';
import { asShown, seenBy } from '../show.ts';
import { approvalSorts, countOpen, listApprovals } from '../store.ts';

type Deps = Pick<ApprovalDeps, 'groups'>;

export const listSpaceApprovals = (deps: Deps) =>
  hubOperation({
    name: 'approvals.list',
    summary: 'What people are asked, the newest first',
    access: 'approvals.read',
    http: { method: 'GET', path: '/api/approvals' },
    input: listInput(approvalSorts, {
      state: z.enum(approvalStates).optional(),
      group: groupNameSchema.optional(),
      run: runIdSchema.optional().describe('Asked by this run, or by a run that it has begun.'),
      mine: z.stringbool().optional().describe('`true`: asked of a group that the caller belongs to.'),
    }),
    output: page(approvalSchema),
    run: async ({ group, mine, ...list }, context) => {
      const { tx, spaceId } = context;
      const seen = await seenBy(deps, context);
      const wanted = seen.all
        .filter(({ name }) => group === undefined || name.toLowerCase() === group.toLowerCase())
        .map(({ id }) => id);
      const groups =
        mine === true ? wanted.filter((id) => seen.own.has(id)) : group === undefined ? undefined : wanted;
      const { items, next } = await listApprovals(tx, spaceId, { ...list, groups });
      return { items: items.map((one) => asShown(one, seen)), next };
    },
  });

const mostCounted = 100;

export const countOpenApprovals = (deps: Deps) =>
  hubOperation({
    name: 'approvals.count',
    summary: 'How many questions wait for the caller',
    access: 'approvals.read',
    http: { method: 'GET', path: '/api/approvals/count' },
    input: z.strictObject({}),
    output: z.strictObject({
      open: z.number().int().describe(`Those of the caller's groups; ${mostCounted} stands for more, too.`),
    }),
    run: async (_input, { caller, tx, spaceId }) => {
      const groups = caller.kind === 'user' ? await deps.groups.of(tx, spaceId, caller.userId) : [];
      return {
        open: groups.length === 0 ? 0 : await countOpen(tx, spaceId, { groups, most: mostCounted }),
      };
    },
  });
