import type { AnswerHead, BodyHook, Exchange, ExchangeEnd } from '../exchange.ts';

/**
 * An answer comes back through the policies as it went in, from the last one to the first one: each hook is put before those
 * that are there.
 */

export const onHead = (exchange: Exchange, hook: (head: AnswerHead) => void): void => {
  if (exchange.headHooks === null) exchange.headHooks = [hook];
  else exchange.headHooks.unshift(hook);
};

/** The upstream is asked not to pack its answer: nobody here unpacks it. */
export const onBody = (exchange: Exchange, hook: BodyHook): void => {
  if (exchange.bodyHooks === null) exchange.bodyHooks = [hook];
  else exchange.bodyHooks.unshift(hook);
  sendHeader(exchange, 'accept-encoding', 'identity');
};

export const onEnd = (exchange: Exchange, hook: (end: ExchangeEnd) => void): void => {
  if (exchange.endHooks === null) exchange.endHooks = [hook];
  else exchange.endHooks.push(hook);
};

/** Changes a header of the request that leaves; null takes it away. The name is in lower case. */
export const sendHeader = (exchange: Exchange, name: string, value: string | null): void => {
  (exchange.outgoing.headers ??= new Map()).set(name, value);
};

/** What the problem itself says of its body. */
const ofProblems = new Set(['cache-control', 'connection', 'content-length', 'content-type']);

/** A refusal gets the headers of policies too: without those of CORS a page could not even read that it was refused. */
export const hookedHeaders = (exchange: Exchange, status: number): void => {
  const { headHooks, response } = exchange;
  if (headHooks === null) return;
  const head: AnswerHead = { status, headers: ['cache-control', 'no-store'] };
  exchange.headHooks = null;
  for (const hook of headHooks) {
    try {
      hook(head);
    } catch {
      // It failed in its turn; what it would have added is left out of an answer that says that something failed.
    }
  }
  for (let at = 0; at < head.headers.length; at += 2) {
    const name = (head.headers[at] ?? '').toLowerCase();
    if (!ofProblems.has(name)) response.appendHeader(name, head.headers[at + 1] ?? '');
  }
};
