import type { Fact } from '../../core/event.ts';
import type { Approval, Settlement } from './store.ts';

/** Types of the events that tell of approvals. Nobody but the hub says so: flows go by them. */
export const approvalEvents = [
  'approval.requested',
  'approval.answered',
  'approval.expired',
  'approval.cancelled',
] as const;
type ApprovalEvent = (typeof approvalEvents)[number];

const fact = (type: ApprovalEvent, id: string, data: Readonly<Record<string, unknown>>): Fact => ({
  type,
  subject: id,
  data: { id, ...data },
});

/** Without the details: whoever is told of it looks them up as far as they may. */
export const requested = (
  approval: Pick<Approval, 'id' | 'question' | 'groupName' | 'expiresAt' | 'run'>,
): Fact =>
  fact('approval.requested', approval.id, {
    question: approval.question,
    group: approval.groupName,
    expiresAt: approval.expiresAt,
    run: approval.run?.run ?? null,
  });

/** `by` is a name to show, or `link`; `byId` tells people of one name apart. */
export const answered = ({ id, choice, approved, note, by }: Settlement, group: string): Fact =>
  fact('approval.answered', id, {
    ...{ approved, choice, group },
    by: by?.name ?? 'link',
    byId: by?.id ?? null,
    note: note === '' ? null : note,
  });

const nobody = { approved: false, choice: null, by: null, byId: null };

export const expired = ({ id, groupName }: Pick<Approval, 'id' | 'groupName'>): Fact =>
  fact('approval.expired', id, { ...nobody, note: null, group: groupName });

export const cancelled = ({ id, note }: Settlement, group: string): Fact =>
  fact('approval.cancelled', id, { ...nobody, note: note === '' ? null : note, group });
