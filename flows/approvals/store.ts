import { instantText, instantTextOrNull } from '../../core/instant-text.ts';
import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage, type Condition } from '../../platform/db/page.ts';
import type { ApprovalState, Choice } from './shape.ts';

interface ApprovalRow {
  readonly id: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly question: string;
  readonly details: string | null;
  readonly choices: string;
  readonly state: ApprovalState;
  readonly hasLink: boolean;
  readonly askedBy: string;
  readonly askedByName: string;
  readonly runId: string | null;
  readonly flow: string | null;
  readonly choice: string | null;
  readonly approved: boolean | null;
  readonly note: string | null;
  readonly settledBy: string | null;
  readonly settledByName: string | null;
  readonly settledAt: Date | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** As it is stored: who reads it, and what its group is called now, is added by `asShown`. */
export type Approval = ReturnType<typeof stored>;

const stored = (row: ApprovalRow) => ({
  id: row.id,
  groupId: row.groupId,
  groupName: row.groupName,
  question: row.question,
  details: row.details === null ? null : (JSON.parse(row.details) as unknown),
  choices: JSON.parse(row.choices) as Choice[],
  state: row.state,
  hasLink: row.hasLink,
  askedBy: { id: row.askedBy, name: row.askedByName },
  run: row.runId === null ? null : { run: row.runId, flow: row.flow },
  choice: row.choice,
  approved: row.approved,
  note: row.note,
  settledBy: row.settledBy === null ? null : { id: row.settledBy, name: row.settledByName ?? '' },
  settledAt: instantTextOrNull(row.settledAt),
  createdAt: instantText(row.createdAt),
  expiresAt: instantText(row.expiresAt),
});

const isOpen = `a.state = 'open' and a.expires_at > clock_timestamp()`;
/** One whose time is over is not open any more, even before somebody has noted it. */
const state = `case when a.state = 'open' and a.expires_at <= clock_timestamp() then 'expired' else a.state end`;
const head = `a.approval_id as id, a.group_id as "groupId", a.group_name as "groupName", a.question, a.choices,
  ${state} as state, a.link_hash is not null as "hasLink", a.asked_by as "askedBy",
  a.asked_by_name as "askedByName", a.run_id as "runId",
  (select r.flow from flow_runs r where r.run_id = a.run_id and r.space_id = a.space_id) as flow, a.choice, a.approved,
  a.note, a.settled_by as "settledBy", a.settled_by_name as "settledByName", a.settled_at as "settledAt",
  a.created_at as "createdAt", a.expires_at as "expiresAt"`;

export const approvalSorts = ['createdAt', 'expiresAt', 'question'] as const;

export interface ApprovalQuery extends ListQuery {
  readonly state?: ApprovalState | undefined;
  /** Of these groups only. */
  readonly groups?: readonly string[] | undefined;
  /** Asked by this run, or by what it has begun. */
  readonly run?: string | undefined;
}

/** A run and all below it: what a sub-flow asks is waited for by its parents too. */
const ofRun = (spaceId: string, run: string | undefined): Condition[] =>
  run === undefined
    ? []
    : [
        [
          `a.run_id in (with recursive below as (
             select run_id from flow_runs where space_id = ? and run_id = ?
             union all select r.run_id from flow_runs r join below on r.parent_run = below.run_id where r.space_id = ?)
           select run_id from below)`,
          spaceId,
          run,
          spaceId,
        ],
      ];

const inState = (wanted: ApprovalState | undefined): Condition[] => {
  if (wanted === undefined) return [];
  return wanted === 'open' ? [[isOpen]] : [[`${state} = ?`, wanted]];
};

export const listApprovals = async (tx: Tx, spaceId: string, query: ApprovalQuery): Promise<Page<Approval>> =>
  readPage<ApprovalRow, Approval>(
    tx,
    {
      // The long part is for whoever opens one.
      select: `${head}, null as details`,
      from: 'approvals a',
      where: [
        ['a.space_id = ?', spaceId],
        ...inState(query.state),
        ...given('a.group_id = any(?::text[])', query.groups),
        ...ofRun(spaceId, query.run),
      ],
      sorts: {
        // Ids begin with the time, and have an index.
        createdAt: { sql: 'a.approval_id', type: 'id' },
        expiresAt: { sql: 'a.expires_at', type: 'timestamptz' },
        question: { sql: 'a.question', type: 'text' },
      },
      id: 'a.approval_id',
      search: ['a.question', 'a.group_name', 'a.settled_by_name'],
      item: stored,
    },
    query,
  );

/** How many of these groups are open; counted up to a bound, as a page shows no more than that. */
export const countOpen = async (
  tx: Tx,
  spaceId: string,
  { groups, most }: { readonly groups: readonly string[]; readonly most: number },
): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from (select from approvals a
       where a.space_id = $1 and a.group_id = any($2::text[]) and ${isOpen} limit $3) as open`,
    [spaceId, groups, most],
  );
  return row?.count ?? 0;
};

export const findApproval = async (tx: Tx, spaceId: string, id: string): Promise<Approval | undefined> => {
  const [row] = await tx.query<ApprovalRow>(
    `select ${head}, a.details from approvals a where a.space_id = $1 and a.approval_id = $2`,
    [spaceId, id],
  );
  return row === undefined ? undefined : stored(row);
};

export const requireApproval = async (tx: Tx, spaceId: string, id: string): Promise<Approval> => {
  const approval = await findApproval(tx, spaceId, id);
  if (approval === undefined) throw new HubError('not_found', `There is no approval "${id}" in this space.`);
  return approval;
};

export interface NewApproval {
  readonly id: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly question: string;
  readonly details: unknown;
  readonly choices: readonly Choice[];
  readonly linkHash: Buffer | null;
  readonly askedBy: string;
  readonly askedByName: string;
  readonly runId: string | null;
  readonly timeoutMs: number;
}

export const addApproval = async (tx: Tx, spaceId: string, approval: NewApproval): Promise<void> => {
  await tx.execute(
    `insert into approvals (approval_id, space_id, group_id, group_name, question, details, choices, link_hash, asked_by,
       asked_by_name, run_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp() + $12::float8 * interval '1 millisecond')`,
    [
      approval.id,
      spaceId,
      approval.groupId,
      approval.groupName,
      approval.question,
      approval.details === undefined || approval.details === null ? null : JSON.stringify(approval.details),
      JSON.stringify(approval.choices),
      approval.linkHash,
      approval.askedBy,
      approval.askedByName,
      approval.runId,
      approval.timeoutMs,
    ],
  );
};

export interface Settlement {
  readonly id: string;
  readonly state: 'answered' | 'cancelled';
  readonly choice: string | null;
  readonly approved: boolean | null;
  readonly note: string | null;
  /** Null: whoever had the link. */
  readonly by: { readonly id: string; readonly name: string } | null;
}

/** False when it is not open any more. The one statement that decides who was first. */
export const settle = async (tx: Tx, spaceId: string, one: Settlement): Promise<boolean> =>
  (await tx.execute(
    `update approvals a set state = $3, choice = $4, approved = $5, note = $6, settled_by = $7, settled_by_name = $8,
       settled_at = clock_timestamp()
     where a.space_id = $1 and a.approval_id = $2 and ${isOpen}`,
    [
      spaceId,
      one.id,
      one.state,
      one.choice,
      one.approved,
      one.note,
      one.by?.id ?? null,
      one.by?.name ?? null,
    ],
  )) === 1;

/**
 * What a run has asked, or a sub-flow that it waits for, and nobody has answered. A sub-flow that it began and went on
 * without has its end in the journal at once.
 */
export const cancelOfRun = async (
  tx: Tx,
  spaceId: string,
  {
    runId,
    note,
    by,
  }: { readonly runId: string } & Pick<Settlement, 'note'> & {
      readonly by: { readonly id: string; readonly name: string };
    },
): Promise<{ readonly id: string; readonly groupName: string }[]> =>
  tx.query(
    `with recursive below as (
       select $2::text collate "C" as run_id
       union all
       select c.run_id from below p join flow_runs c on c.parent_run = p.run_id
       where c.space_id = $1 and c.ended_at is null and not exists (
         select from flow_journal j
         where j.space_id = $1 and j.run_id = p.run_id and j.key = c.parent_key and j.kind in ('done', 'failed'))
     )
     update approvals a set state = 'cancelled', note = $3, settled_by = $4, settled_by_name = $5,
       settled_at = clock_timestamp()
     where a.space_id = $1 and a.run_id in (select run_id from below) and ${isOpen}
     returning a.approval_id as id, a.group_name as "groupName"`,
    [spaceId, runId, note, by.id, by.name],
  );

/** By the token of a link, over all spaces. */
export const findByLink = async (
  tx: Tx,
  linkHash: Buffer,
): Promise<(Approval & { readonly spaceId: string }) | undefined> => {
  const [row] = await tx.query<ApprovalRow & { readonly spaceId: string }>(
    `select ${head}, a.details, a.space_id as "spaceId" from approvals a where a.link_hash = $1`,
    [linkHash],
  );
  return row === undefined ? undefined : { ...stored(row), spaceId: row.spaceId };
};

export interface Overdue {
  readonly id: string;
  readonly spaceId: string;
  readonly groupName: string;
}

/** Those whose time is over, over all spaces; each is taken by one process. */
export const expireDue = async (tx: Tx, most: number): Promise<Overdue[]> =>
  tx.query<Overdue>(
    `update approvals set state = 'expired', settled_at = clock_timestamp()
     where approval_id = any (array(
       select approval_id from approvals where state = 'open' and expires_at <= clock_timestamp()
       order by expires_at limit $1 for update skip locked)) and state = 'open'
     returning approval_id as id, space_id as "spaceId", group_name as "groupName"`,
    [most],
  );

export const msUntilDue = async (tx: Tx): Promise<number | null> => {
  const [row] = await tx.query<{ ms: number | null }>(
    `select (extract(epoch from min(expires_at) - clock_timestamp()) * 1000)::float8 as ms
     from approvals where state = 'open'`,
  );
  return row?.ms ?? null;
};
