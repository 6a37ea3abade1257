import { createHmac } from 'node:crypto';

export interface AuditFacts {
  readonly spaceId: string;
  readonly seq: number;
  readonly auditId: string;
  /** ISO 8601, in milliseconds: what the database stores and gives back unchanged. */
  readonly at: string;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** JSON with sorted keys: the same facts give the same bytes, whatever order they were read in. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, held]) => held !== undefined);
    entries.sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([name, held]) => `${JSON.stringify(name)}:${canonical(held)}`).join(',')}}`;
  }
  return JSON.stringify(value);
};

export const firstHash = Buffer.alloc(32);

/**
 * The seal of an entry: over its facts and the seal before it, with a key that the database does not have. A changed,
 * removed, inserted or reordered entry breaks every seal after it.
 */
export const sealEntry = (key: Buffer, previous: Buffer, facts: AuditFacts): Buffer =>
  createHmac('sha256', key).update(previous).update(canonical(facts)).digest();
