import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Tx } from '../db/open.ts';
import { newId } from '../ids.ts';
import { firstHash, sealEntry, type AuditFacts } from './chain.ts';
import type { Testimony } from './checkpoint-files.ts';

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
  /**
   * Compares the chain with itself and with what was testified of it: read that before this transaction begins, and
   * begin it with this call.
   */
  verify(tx: Tx, spaceId: string, testimony?: readonly Testimony[]): Promise<AuditVerdict>;
}

/**
 * An entry is not what was sealed; the end is missing; the seals fit, but the chain is not the one that a checkpoint
 * testifies, so somebody sealed it anew; a checkpoint is not as the hub wrote it, and testifies nothing.
 */
export const auditFindings = [
  'entry_changed',
  'end_missing',
  'chain_rewritten',
  'checkpoint_damaged',
] as const;
export type AuditFinding = (typeof auditFindings)[number];

export interface AuditVerdict {
  readonly intact: boolean;
  readonly entries: number;
  /** The number of the first entry that is shown not to be as it was written, or is missing. */
  readonly firstBad: number | null;
  readonly finding: AuditFinding | null;
  /** Up to this number a checkpoint says the same. What was rewritten stands after it. */
  readonly provenTo: number;
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

export interface AuditTrailDeps {
  readonly key: Buffer;
  readonly clock: Clock;
  /** Called after each commit that added an entry, so it must cost next to nothing. */
  readonly whenAppended?: () => void;
}

export const openAuditTrail = (deps: AuditTrailDeps): AuditTrail => ({
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
    if (deps.whenAppended !== undefined) tx.afterCommit(deps.whenAppended);
  },

  verify: async (tx, spaceId, testimony = []) => {
    // One look at the head and all entries: else what is added meanwhile would seem to stand after the end.
    await tx.execute('set transaction isolation level repeatable read');
    const testified = new Map(testimony.map((one) => [one.seq, one]));
    let provenTo = 0;
    const bad = (finding: AuditFinding, firstBad: number): AuditVerdict => ({
      ...{ intact: false, entries: last, firstBad, finding, provenTo },
    });
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
        if (row.seq !== last + 1 || !sealed.equals(hash)) return bad('entry_changed', last + 1);
        previous = hash;
        last = row.seq;
        const said = testified.get(last);
        if (said === undefined) continue;
        if (said.checkpoint === undefined) return bad('checkpoint_damaged', last);
        if (!said.checkpoint.hash.equals(hash)) return bad('chain_rewritten', last);
        provenTo = last;
      }
      if (rows.length < verifyBatch) break;
    }
    const end = head ?? { seq: 0, hash: firstHash };
    const beyond = testimony.some(({ seq }) => seq > last);
    if (end.seq !== last || !end.hash.equals(previous) || beyond) return bad('end_missing', last + 1);
    return { intact: true, entries: last, firstBad: null, finding: null, provenTo };
  },
});
