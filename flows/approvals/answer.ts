import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { ApprovalDeps } from './deps.ts';
import { answered } from './facts.ts';
import { findApproval, settle, type Approval, type Settlement } from './store.ts';

export interface GivenAnswer {
  readonly choice: string;
  readonly note: string;
  /** Null: whoever has the link. */
  readonly by: { readonly id: string; readonly name: string } | null;
}

/** Settles it and tells the flows, both or neither. Whoever comes second learns who was first. */
export const giveAnswer = async (
  { events }: Pick<ApprovalDeps, 'events'>,
  tx: Tx,
  { spaceId, approval, answer }: AnswerParts,
): Promise<Settlement> => {
  const chosen = approval.choices.find(({ choice }) => choice === answer.choice);
  if (chosen === undefined) {
    const known = approval.choices.map(({ choice }) => `"${choice}"`).join(', ');
    throw new HubError('input_invalid', `"${answer.choice}" is no answer to this. Choose one of ${known}.`, {
      problems: [{ path: 'choice', message: `must be one of ${known}` }],
    });
  }
  const settlement: Settlement = {
    ...{ id: approval.id, state: 'answered', by: answer.by, note: answer.note },
    ...{ choice: chosen.choice, approved: chosen.approves },
  };
  if (!(await settle(tx, spaceId, settlement)))
    throw notOpen((await findApproval(tx, spaceId, approval.id)) ?? approval);
  await events.publish(tx, spaceId, [answered(settlement, approval.groupName)]);
  return settlement;
};

export interface AnswerParts {
  readonly spaceId: string;
  readonly approval: Approval;
  readonly answer: GivenAnswer;
}

/** Why it can be settled no more. */
export const notOpen = ({ state, choice, settledBy, settledAt, expiresAt }: Approval): HubError => {
  const details = { state, choice, by: settledBy?.name ?? null, at: settledAt ?? expiresAt };
  if (state === 'answered') {
    const who = settledBy === null ? 'Somebody with its link' : settledBy.name;
    return new HubError('conflict', `${who} was first and has answered "${choice ?? ''}".`, { details });
  }
  return new HubError(
    'conflict',
    state === 'cancelled'
      ? 'The question was taken back. It needs no answer any more.'
      : 'The time for an answer is over. Whoever asked goes on without one.',
    { details },
  );
};
