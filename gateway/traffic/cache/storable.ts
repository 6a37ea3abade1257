import { joinedHeader, namesIn } from '../answers/answer-head.ts';
import type { AnswerHead } from '../exchange.ts';
import { readCacheControl, seconds, type Directives } from './cache-control.ts';

export interface StoreRules {
  /** For answers that say nothing themselves; 0 for none of them. */
  readonly defaultTtlMs: number;
  readonly mostTtlMs: number;
  /** The request has credentials that are not part of the key. */
  readonly credentialed: boolean;
  /** In milliseconds since 1970. */
  readonly now: number;
}

export interface Storable {
  readonly freshMs: number;
  /** How old it was when it came. */
  readonly ageMs: number;
  readonly isPublic: boolean;
  /** Names of headers in lower case. */
  readonly vary: readonly string[];
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

const statuses = new Set([200, 203, 301, 308, 404, 410]);

/** RFC 9111, 3: null for what a cache that many share must not keep. */
export const storableOf = (head: AnswerHead, rules: StoreRules): Storable | null => {
  if (!statuses.has(head.status)) return null;
  const control = readCacheControl(joinedHeader(head, 'cache-control'));
  if (control.has('no-store') || control.has('private')) return null;
  if (joinedHeader(head, 'set-cookie') !== undefined) return null;
  const shared = control.has('public') || control.has('s-maxage');
  if (rules.credentialed && !shared) return null;
  const vary = namesIn(joinedHeader(head, 'vary') ?? '');
  if (vary.includes('*')) return null;
  const etag = joinedHeader(head, 'etag');
  const lastModified = joinedHeader(head, 'last-modified');
  const freshMs = Math.min(freshFor(head, control, rules), rules.mostTtlMs);
  // What is stale at once is worth keeping only where it can be asked for anew.
  if (freshMs <= 0 && etag === undefined && lastModified === undefined) return null;
  const age = Number(joinedHeader(head, 'age') ?? 0);
  return {
    freshMs,
    ageMs: Number.isFinite(age) && age > 0 ? age * 1000 : 0,
    isPublic: shared,
    vary,
    etag,
    lastModified,
  };
};

const freshFor = (head: AnswerHead, control: Directives, { defaultTtlMs, now }: StoreRules): number => {
  if (control.has('no-cache')) return 0;
  const said = seconds(control, 's-maxage') ?? seconds(control, 'max-age');
  if (said !== undefined) return said * 1000;
  const expires = joinedHeader(head, 'expires');
  if (expires === undefined) return defaultTtlMs;
  const until = Date.parse(expires);
  const date = Date.parse(joinedHeader(head, 'date') ?? '');
  return Number.isNaN(until) ? 0 : Math.max(0, until - (Number.isNaN(date) ? now : date));
};
