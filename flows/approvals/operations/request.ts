import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { nearestName } from '../../../core/nearest-name.ts';
import type { PeopleGroup } from '../../../core/ports.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { durationMs } from '../../engine/duration.ts';
import { writer } from '../../writer.ts';
import { approvalsTopic, type ApprovalDeps } from '../deps.ts';
import { requested } from '../facts.ts';
import { hashLinkToken, linkTo, newLinkToken } from '../link.ts';
import { choicesSchema, detailsSchema, groupNameSchema, questionSchema, timeoutSchema } from '../shape.ts';
import { addApproval, requireApproval } from '../store.ts';

export const requestApproval = (deps: ApprovalDeps) =>
  hubOperation({
    name: 'approvals.request',
    summary: 'Ask people for an answer',
    description:
      'Answers at once with an id. The answer comes as the event `approval.answered` with this id as its subject; when ' +
      'nobody answers in time, `approval.expired` comes instead.',
    access: 'approvals.request',
    http: { method: 'POST', path: '/api/approvals', status: 201 },
    // Who has the link may answer: it is told once, and read in no journal.
    hints: { sensitive: ['link'] },
    input: z.strictObject({
      question: questionSchema,
      group: groupNameSchema,
      details: detailsSchema.optional(),
      choices: choicesSchema,
      timeout: timeoutSchema,
      link: z
        .boolean()
        .default(false)
        .describe('Makes a link by which anybody who has it may answer, once. Send it to one person only.'),
    }),
    output: z.strictObject({
      id: z.string(),
      expiresAt: z.iso.datetime(),
      link: z.string().nullable().describe('Shown this once; null where none was asked for.'),
    }),
    run: async (input, context) => {
      const { tx, spaceId, caller } = context;
      const group = groupNamed(await deps.groups.list(tx, spaceId), input.group);
      if (group.members === 0 && !input.link) {
        throw new HubError(
          'conflict',
          `Nobody could answer: the group "${group.name}" has no members. Put somebody into it under Members.`,
        );
      }
      const token = input.link ? newLinkToken() : null;
      const link = token === null ? null : linkTo(addressOf(deps, context.exchange?.origin), token);
      const id = newId('apr');
      const { by, byName } = writer(caller);
      await addApproval(tx, spaceId, {
        ...{ id, groupId: group.id, groupName: group.name, askedBy: by, askedByName: byName },
        ...{ question: input.question, details: input.details, choices: input.choices },
        linkHash: token === null ? null : hashLinkToken(token),
        runId: (caller.kind === 'key' ? caller.runId : undefined) ?? null,
        timeoutMs: durationMs(input.timeout) ?? 0,
      });
      const approval = await requireApproval(tx, spaceId, id);
      await context.publish(requested(approval));
      context.audit(id, { group: group.name, link: input.link, run: approval.run?.run });
      tx.afterCommit(() => deps.hints.broadcast(approvalsTopic));
      return { id, expiresAt: approval.expiresAt, link };
    },
  });

const groupNamed = (groups: readonly PeopleGroup[], wanted: string): PeopleGroup => {
  const found = groups.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  const names = groups.map(({ name }) => name);
  const meant = nearestName(wanted, names);
  const what =
    meant === undefined ? 'Make it under Members, or name one that there is.' : `Did you mean "${meant}"?`;
  throw new HubError('input_invalid', `There is no group "${wanted}" in this space. ${what}`, {
    problems: [{ path: 'group', message: `is no group of this space: "${wanted}"` }],
  });
};

const addressOf = ({ publicUrl }: Pick<ApprovalDeps, 'publicUrl'>, origin: string | undefined): string => {
  const address = publicUrl() ?? origin;
  if (address !== undefined) return address;
  throw new HubError(
    'conflict',
    'There can be no link: this process does not know where people reach the hub. Set HUB_PUBLIC_URL.',
  );
};
