import { z } from 'zod';
import { HubError, isHubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { giveAnswer } from '../answer.ts';
import type { ApprovalDeps } from '../deps.ts';
import { hashLinkToken, limitLink, noLink } from '../link.ts';
import { approvalStates, choiceSchema, noteSchema } from '../shape.ts';
import { findByLink } from '../store.ts';

const tokenSchema = z.string().min(1).max(200);

const asked = z.strictObject({
  question: z.string(),
  details: z.unknown(),
  choices: z.array(z.strictObject({ ...choiceSchema.shape, approves: z.boolean() })),
  expiresAt: z.iso.datetime(),
});

export const previewApprovalLink = (deps: Pick<ApprovalDeps, 'db' | 'limiter'>) =>
  hubOperation({
    name: 'approval.preview',
    summary: 'What the link of a question asks',
    description: 'Answers nothing and changes nothing, however often it is asked.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/approval/preview' },
    // A POST, so that the token stands in no address and no log.
    hints: { readOnly: true, sensitive: ['token'] },
    input: z.strictObject({ token: tokenSchema }),
    output: z.strictObject({
      state: z.enum(approvalStates),
      asked: asked.nullable().describe('Null once it is not open any more: a spent link shows nothing.'),
    }),
    run: async ({ token }, context) => {
      await limitLink(deps, context);
      const found = await deps.db.readAsSystem((tx) => findByLink(tx, hashLinkToken(token)));
      if (found === undefined) throw noLink();
      const { state, question, details, choices, expiresAt } = found;
      return { state, asked: state === 'open' ? { question, details, choices, expiresAt } : null };
    },
  });

export const answerByLink = (deps: Pick<ApprovalDeps, 'db' | 'limiter' | 'events' | 'audit'>) =>
  hubOperation({
    name: 'approval.answer',
    summary: 'Answer a question by its link',
    description:
      'Once. The link is spent when the question is answered by anybody, taken back, or out of time.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/approval/answer' },
    hints: { sensitive: ['token'] },
    input: z.strictObject({ token: tokenSchema, choice: z.string().max(40), note: noteSchema }),
    output: z.strictObject({ choice: z.string(), approved: z.boolean() }),
    run: async ({ token, choice, note }, context) => {
      const ip = await limitLink(deps, context);
      return deps.db.asSystem(async (tx) => {
        const approval = await findByLink(tx, hashLinkToken(token));
        if (approval === undefined) throw noLink();
        if (approval.state !== 'open') throw spent();
        const { spaceId, id } = approval;
        const answer = { choice, note, by: null };
        const given = await giveAnswer(deps, tx, { spaceId, approval, answer }).catch((error: unknown) => {
          throw isHubError(error, 'conflict') ? spent() : error;
        });
        // The space's own chain says that the link was used, and from where.
        await deps.audit.append(tx, spaceId, {
          ...{ actor: 'link', actorName: '', action: 'approvals.answer', target: id, ip },
          details: { choice },
          requestId: context.requestId,
        });
        context.audit(id);
        return { choice, approved: given.approved === true };
      });
    },
  });

/** Who was first, and what they said, is for members of the space. */
const spent = (): HubError =>
  new HubError(
    'link_invalid',
    'This question was answered or taken back, or its time is over. Nothing was changed.',
  );
