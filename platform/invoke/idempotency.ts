import { createHash } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { Tx } from '../db/open.ts';
import type { KeyVault } from '../vault/vault.ts';

/** Longer than the longest schedule on which a sender tries again. */
const keepHours = 72;
/** A request that held the key and vanished: somebody else may try after this. */
const lockSeconds = 60;

export interface IdempotentCall {
  readonly spaceId: string;
  readonly caller: string;
  readonly key: string;
  readonly operation: string;
  readonly input: unknown;
  /** The answer holds a secret: it is kept sealed. */
  readonly sensitive: boolean;
}

export interface StoredAnswer {
  readonly status: number;
  readonly output: unknown;
}

interface Row {
  readonly operation: string;
  readonly input_hash: Buffer;
  readonly status: number | null;
  readonly response: string | null;
}

const hashInput = (input: unknown): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(input) ?? '')
    .digest();

const wellFormed = /^[\x21-\x7e]{1,200}$/;

export const checkIdempotencyKey = (key: string): string => {
  if (wellFormed.test(key)) return key;
  throw new HubError(
    'header_invalid',
    'Idempotency-Key must be 1 to 200 visible ASCII characters; a UUID is a good one.',
  );
};

export interface Idempotency {
  /**
   * Takes the key, or answers what the same request was answered before. Called in the transaction of the effect, a
   * second request waits at the row of the first and then finds its answer.
   */
  claim(tx: Tx, call: IdempotentCall): Promise<StoredAnswer | undefined>;
  store(tx: Tx, call: IdempotentCall, answer: StoredAnswer): Promise<void>;
  /** Gives the key back after a failure, so that the same request can be tried again. */
  release(tx: Tx, call: IdempotentCall): Promise<void>;
}

const place = (call: IdempotentCall) => ({
  spaceId: call.spaceId,
  table: 'idempotency_keys',
  column: 'response',
  row: `${call.caller}|${call.key}`,
});

export const openIdempotency = (vault: Pick<KeyVault, 'seal' | 'open'>): Idempotency => ({
  claim: async (tx, call) => {
    const hash = hashInput(call.input);
    const taken = await tx.execute(
      `insert into idempotency_keys as k (space_id, caller, key, operation, input_hash, locked_until, expires_at)
       values ($1, $2, $3, $4, $5, clock_timestamp() + interval '${lockSeconds} seconds', now() + interval '${keepHours} hours')
       on conflict (space_id, caller, key) do update set
         operation = excluded.operation, input_hash = excluded.input_hash, locked_until = excluded.locked_until,
         expires_at = excluded.expires_at, status = null, response = null
       where k.expires_at < now()
          or (k.status is null and k.locked_until < clock_timestamp()
              and k.operation = excluded.operation and k.input_hash = excluded.input_hash)`,
      [call.spaceId, call.caller, call.key, call.operation, hash],
    );
    if (taken === 1) return undefined;
    const [row] = await tx.query<Row>(
      `select operation, input_hash, status, response from idempotency_keys where space_id = $1 and caller = $2 and key = $3`,
      [call.spaceId, call.caller, call.key],
    );
    if (row !== undefined && (row.operation !== call.operation || !row.input_hash.equals(hash))) {
      throw new HubError(
        'idempotency_mismatch',
        `The idempotency key "${call.key}" was used for another request. Take a new key for this one.`,
      );
    }
    if (row === undefined || row.status === null) {
      throw new HubError(
        'idempotency_in_flight',
        'The same request is still being worked on. Try again in a moment.',
        { retryAfter: 2 },
      );
    }
    const text = call.sensitive
      ? await vault.open(place(call), row.response ?? '', tx)
      : (row.response ?? 'null');
    return { status: row.status, output: JSON.parse(text) as unknown };
  },

  store: async (tx, call, answer) => {
    const text = JSON.stringify(answer.output ?? null);
    const touched = await tx.execute(
      `update idempotency_keys set status = $4, response = $5, locked_until = null
       where space_id = $1 and caller = $2 and key = $3 and status is null`,
      [
        call.spaceId,
        call.caller,
        call.key,
        answer.status,
        call.sensitive ? await vault.seal(place(call), text, tx) : text,
      ],
    );
    if (touched !== 1)
      throw new HubError('lease_lost', 'Another request with the same idempotency key took over. Try again.');
  },

  release: async (tx, call) => {
    await tx.execute(
      'delete from idempotency_keys where space_id = $1 and caller = $2 and key = $3 and status is null',
      [call.spaceId, call.caller, call.key],
    );
  },
});

export const dropExpiredKeys = async (tx: Tx): Promise<number> =>
  tx.execute(
    'delete from idempotency_keys where ctid in (select ctid from idempotency_keys where expires_at < now() limit 5000)',
  );
