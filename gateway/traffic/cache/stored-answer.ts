import { joinedHeader } from '../answers/answer-head.ts';
import type { AnswerHead, Exchange } from '../exchange.ts';
import { headerOf } from '../expressions/expression-context.ts';
import type { OwnAnswer } from '../answers/own-answer.ts';
import type { Storable } from './storable.ts';
import type { StoredAnswer } from './store.ts';

/** Of one connection, or counted anew each time. */
const leftOut = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'trailer',
  'upgrade',
  'age',
  'content-length',
  'cache-status',
]);

const keptHeaders = (headers: readonly string[]): string[] => {
  const kept: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    if (!leftOut.has(name)) kept.push(name, headers[at + 1] ?? '');
  }
  return kept;
};

export interface Kept {
  readonly head: AnswerHead;
  readonly facts: Storable;
  readonly who: string;
  readonly now: number;
}

export const storedAnswer = (
  exchange: Exchange,
  { head, facts, who, now }: Kept,
): Omit<StoredAnswer, 'body'> => ({
  status: head.status,
  headers: keptHeaders(head.headers),
  who,
  isPublic: facts.isPublic,
  vary: facts.vary.map((name) => [name, headerOf(exchange, name)] as const),
  bornAt: now - facts.ageMs,
  freshMs: facts.freshMs,
  etag: facts.etag,
  lastModified: facts.lastModified,
});

/** The one that is for this request; the newest comes first. */
export const choose = (
  answers: readonly StoredAnswer[],
  exchange: Exchange,
  { who, credentialed }: { readonly who: string; readonly credentialed: boolean },
): StoredAnswer | undefined =>
  answers.find(
    (answer) =>
      answer.who === who &&
      (!credentialed || answer.isPublic) &&
      answer.vary.every(([name, value]) => headerOf(exchange, name) === value),
  );

/** As it goes out, or that the client has it already (RFC 9110, 13). */
export const answerFrom = (stored: StoredAnswer, exchange: Exchange, now: number): OwnAnswer => {
  const age = Math.max(0, Math.floor((now - stored.bornAt) / 1000));
  const headers = [...stored.headers, 'age', String(age), 'cache-status', 'app-connect; hit'];
  if (stored.status === 200 && clientHas(stored, exchange)) return { status: 304, headers, body: '' };
  return { status: stored.status, headers, body: stored.body };
};

const clientHas = (stored: StoredAnswer, { request }: Exchange): boolean => {
  const tags = request.headers['if-none-match'];
  if (tags !== undefined) {
    if (tags.trim() === '*') return true;
    const own = plainTag(stored.etag);
    return own !== undefined && tags.split(',').some((tag) => plainTag(tag) === own);
  }
  const since = request.headers['if-modified-since'];
  if (since === undefined || stored.lastModified === undefined) return false;
  return Date.parse(stored.lastModified) <= Date.parse(since);
};

const plainTag = (tag: string | undefined): string | undefined => tag?.trim().replace(/^W\//, '');

/** What a 304 says anew takes the place of what was stored (RFC 9111, 3.2). */
export const refreshed = (
  stored: StoredAnswer,
  head: AnswerHead,
  facts: { readonly freshMs: number; readonly now: number },
): StoredAnswer => {
  const fresh = keptHeaders(head.headers);
  const said = new Set(fresh.filter((_, at) => at % 2 === 0));
  const headers: string[] = [...fresh];
  for (let at = 0; at < stored.headers.length; at += 2) {
    const name = stored.headers[at] ?? '';
    if (!said.has(name)) headers.push(name, stored.headers[at + 1] ?? '');
  }
  return {
    ...stored,
    headers,
    bornAt: facts.now,
    freshMs: facts.freshMs,
    etag: joinedHeader(head, 'etag') ?? stored.etag,
    lastModified: joinedHeader(head, 'last-modified') ?? stored.lastModified,
  };
};
