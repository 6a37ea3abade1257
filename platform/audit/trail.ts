import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Tx } from '../db/open.ts';
import { newId } from '../ids.ts';
import { firstHash, sealEntry, type AuditFacts } from './chain.ts';

export interface NewAuditEntry {
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** The chain of what belongs to no space: accounts, sign-ins, the installation itself. */
export const installationChain = 'installation';

export interface AuditTrail {
  /** Adds an entry to the space's chain, in the transaction of the act. Call it last: it holds the chain's end. */
  append(tx: Tx, spaceId: string, entry: NewAuditEntry): Promise<void>;
  verify(tx: Tx, spaceId: string): Promise<AuditVerdict>;
}

export interface AuditVerdict {
  readonly intact: boolean;
  readonly entries: number;
  /** The number of the first entry that is not as it was written, or is missing. */
  readonly firstBad: number | null;
}

interface HeadRow {
  readonly seq: number;
  readonly hash: Buffer;
}

interface EntryRow {
  readonly seq: number;
  readonly auditId: string;
  readonly at: Date;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: Record<string, unknown>;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly hash: Buffer;
}

const verifyBatch = 1_000;

export const openAuditTrail = (deps: { readonly key: Buffer; readonly clock: Clock }): AuditTrail => ({
  append: async (tx, spaceId, entry) => {
    const [head] = await tx.query<HeadRow>(
      `insert into audit_heads (space_id, seq, hash) values ($1, 0, $2)
       on conflict (space_id) do update set seq = audit_heads.seq returning seq, hash`,
      [spaceId, firstHash],
    );
    if (head === undefined)
      throw new HubError('internal', `The audit chain of space "${spaceId}" has no end.`);
    const facts: AuditFacts = {
      // Details come back from the database as JSON: seal what will be read, not what was passed.
      ...{ ...entry, details: JSON.parse(JSON.stringify(entry.details)) as Record<string, unknown> },
      spaceId,
      seq: head.seq + 1,
      auditId: newId('aud'),
      at: deps.clock.now().toISOString(),
    };
    const hash = sealEntry(deps.key, head.hash, facts);
    await tx.execute(
      `with entry as (
         insert into audit_entries (space_id, seq, audit_id, at, actor, actor_name, action, target, details, ip, request_id, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning space_id, seq, hash)
       update audit_heads set seq = entry.seq, hash = entry.hash from entry where audit_heads.space_id = entry.space_id`,
      [
        spaceId,
        facts.seq,
        facts.auditId,
        facts.at,
        facts.actor,
        facts.actorName,
        facts.action,
        facts.target,
        JSON.stringify(facts.details),
        facts.ip,
        facts.requestId,
        hash,
      ],
    );
  },

  verify: async (tx, spaceId) => {
    const [head] = await tx.query<HeadRow>('select seq, hash from audit_heads where space_id = $1', [
      spaceId,
    ]);
    let previous: Buffer = firstHash;
    let last = 0;
    for (;;) {
      const rows = await tx.query<EntryRow>(
        `select seq, audit_id as "auditId", at, actor, actor_name as "actorName", action, target, details, ip,
                request_id as "requestId", hash
         from audit_entries where space_id = $1 and seq > $2 order by seq limit ${verifyBatch}`,
        [spaceId, last],
      );
      for (const { hash, at, ...row } of rows) {
        const sealed = sealEntry(deps.key, previous, { ...row, spaceId, at: at.toISOString() });
        if (row.seq !== last + 1 || !sealed.equals(hash))
          return { intact: false, entries: last, firstBad: last + 1 };
        previous = hash;
        last = row.seq;
      }
      if (rows.length < verifyBatch) break;
    }
    const end = head ?? { seq: 0, hash: firstHash };
    const intact = end.seq === last && end.hash.equals(previous);
    return { intact, entries: last, firstBad: intact ? null : last + 1 };
  },
});
