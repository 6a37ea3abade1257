import { asLines } from './read-lines.ts';

type Fetch = (request: Request) => Promise<Response>;

/** How long a write that got no answer counts as the same when it is sent again. */
const keptMs = 10 * 60_000;

/** What makes two writes the same intent: the same call, in the same space, with the same content. */
const intentOf = async (request: Request): Promise<string> =>
  [request.method, request.url, request.headers.get('Hub-Space'), await request.clone().text()].join('\n');

/**
 * After 502 to 504, from a proxy or a hub that stops, nobody knows whether the write was done; with a conflict that
 * passes, the hub says that it is still at work on the first attempt.
 */
const decided = ({ status, headers }: Response): boolean =>
  status < 502 && !(status === 409 && headers.has('retry-after'));

/** For a write that is one of its own, however alike another one is that is under way. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * A fetch that gives each write an `Idempotency-Key`. A write that got no answer keeps its key: when the reader tries
 * again, the hub recognises it and does nothing twice.
 */
export const createWriteOnce = (send: Fetch): Fetch => {
  const unanswered = new Map<string, { readonly key: string; readonly until: number }>();

  const keyFor = (intent: string): string => {
    const now = performance.now();
    for (const [held, { until }] of unanswered) if (until < now) unanswered.delete(held);
    const key = unanswered.get(intent)?.key ?? newKey();
    unanswered.set(intent, { key, until: now + keptMs });
    return key;
  };

  return async (request) => {
    if (request.method === 'GET' || request.headers.get('accept') === asLines.accept) return send(request);
    if (request.headers.has('Idempotency-Key')) return send(request);
    const intent = await intentOf(request);
    request.headers.set('Idempotency-Key', keyFor(intent));
    const response = await send(request);
    if (decided(response)) unanswered.delete(intent);
    return response;
  };
};
