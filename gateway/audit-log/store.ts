import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';
import { iso } from '../shapes.ts';

interface EntryRow {
  readonly id: string;
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: Record<string, unknown>;
  readonly ip: string | null;
  readonly requestId: string | null;
}

const shown = (row: EntryRow) => ({
  id: row.id,
  seq: row.seq,
  at: iso(row.at),
  actor: row.actor,
  actorName: row.actorName,
  action: row.action,
  target: row.target,
  details: row.details,
  ip: row.ip,
  requestId: row.requestId,
});
export type AuditEntry = ReturnType<typeof shown>;

const select = `audit_id as id, seq, at, actor, actor_name as "actorName", action, target, details, ip,
  request_id as "requestId"`;

export const auditSorts = ['seq'] as const;

export interface AuditQuery extends ListQuery {
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Reads the trail that platform/audit writes; nothing but the trail itself ever writes to it. */
export const listAudit = async (tx: Tx, spaceId: string, list: AuditQuery): Promise<Page<AuditEntry>> =>
  readPage<EntryRow, AuditEntry>(
    tx,
    {
      select,
      from: 'audit_entries',
      where: [
        ['space_id = ?', spaceId],
        ...given('action = ?', list.action),
        ...given('actor = ?', list.actor),
        ...given('target = ?', list.target),
        ...given('at >= ?::timestamptz', list.from),
        ...given('at < ?::timestamptz', list.to),
      ],
      sorts: { seq: { sql: 'seq', type: 'bigint' } },
      id: 'audit_id',
      search: ['action', 'actor_name', 'target', 'details::text'],
      item: shown,
    },
    list,
  );

export const findAuditEntry = async (
  tx: Tx,
  spaceId: string,
  auditId: string,
): Promise<AuditEntry | undefined> => {
  const [row] = await tx.query<EntryRow>(
    `select ${select} from audit_entries where space_id = $1 and audit_id = $2`,
    [spaceId, auditId],
  );
  return row === undefined ? undefined : shown(row);
};
