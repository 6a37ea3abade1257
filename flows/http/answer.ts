import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerMay, type Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import { defaultBodyLimits, readJsonBody } from '../../platform/json-body.ts';
import type { RunEnd } from '../run/run-end.ts';
import type { Runs } from '../run/runs.ts';
import type { FlowRoutes, Matched } from './routes.ts';

/** The beginning of the paths that are taken. */
export const httpPrefix = '/http/';

export interface AnswerDeps {
  readonly routes: FlowRoutes;
  readonly runs: Runs;
  /** Who calls, by the credentials of the request. */
  readonly callerOf: (request: IncomingMessage) => Promise<Caller>;
}

export type FlowHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const waitMs = 60_000;
const limits = { ...defaultBodyLimits, bytes: 10 * 1024 * 1024 };

/** `/http/<space>/<path of the flow>`: body, query and parameters of the path are the flow's input, its output the answer. */
export const flowHandler =
  ({ routes, runs, callerOf }: AnswerDeps): FlowHandler =>
  async (request, response) => {
    const url = request.url ?? '';
    const question = url.indexOf('?');
    const path = question < 0 ? url : url.slice(0, question);
    const end = path.indexOf('/', httpPrefix.length);
    const slug = path.slice(httpPrefix.length, end < 0 ? undefined : end);
    const found = await routes.find(slug, request.method ?? '', end < 0 ? '' : path.slice(end));
    if (found === undefined)
      throw new HubError('not_found', `No flow answers ${request.method ?? ''} ${path.slice(0, 200)}.`);
    const { route } = found;
    if (route.binding.access === 'key') await checkCaller(await callerOf(request), route.spaceId);
    const input = inputOf(
      await readJsonBody(request, limits),
      found,
      question < 0 ? '' : url.slice(question + 1),
    );
    const handle = await runs.start({
      spaceId: route.spaceId,
      flow: route.flow,
      known: { program: route.program, number: route.version, draft: null },
      input,
      trigger: 'http',
    });
    if (route.binding.respond === 'accepted')
      return send(response, 202, JSON.stringify({ run: handle.runId }));
    const over = await handle.end(waitFor(response));
    if (over === null) return send(response, 202, JSON.stringify({ run: handle.runId, status: 'running' }));
    answer(response, over, handle.runId);
  };

/** Not found, rather than forbidden: whoever may not see the flow learns nothing of it. */
const checkCaller = async (caller: Caller, spaceId: string): Promise<void> => {
  if (caller.kind === 'nobody')
    throw new HubError('unauthenticated', 'Send an API key as "Authorization: Bearer …".');
  if (caller.spaceId !== spaceId) throw new HubError('not_found', 'No flow answers here.');
  if (!callerMay(caller, 'flows.run'))
    throw new HubError('forbidden', 'This needs the permission "flows.run".');
};

const inputOf = (body: unknown, { parameters }: Matched, query: string): unknown => {
  const more = { ...(query === '' ? {} : Object.fromEntries(new URLSearchParams(query))), ...parameters };
  if (body === undefined) return more;
  if (Object.keys(more).length === 0) return body;
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? { ...body, ...more }
    : { ...more, body };
};

const waitFor = (response: ServerResponse): AbortSignal => {
  const abort = new AbortController();
  const late = setTimeout(() => abort.abort(), waitMs);
  response.once('close', () => {
    clearTimeout(late);
    // An abort makes an error with a stack: too much for each of the many that end well.
    if (!response.writableEnded) abort.abort();
  });
  return abort.signal;
};

const answer = (response: ServerResponse, end: RunEnd, runId: string): void => {
  if (end.status === 'completed') return send(response, 200, JSON.stringify(end.output ?? null));
  if (end.status === 'cancelled')
    return send(response, 503, JSON.stringify({ title: 'The run was cancelled', run: runId }));
  const { status } = end.error;
  response.setHeader('content-type', 'application/problem+json');
  send(response, status >= 400 && status <= 599 ? status : 500, JSON.stringify({ ...end.error, run: runId }));
};

const send = (response: ServerResponse, status: number, body: string): void => {
  response.statusCode = status;
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
};
