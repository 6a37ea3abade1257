import type { RateLimiter } from '../../core/ports.ts';
import type { SpaceFiles } from '../../platform/blobs/space-files.ts';
import type { EgressAnswer } from '../../platform/egress/answer.ts';
import type { Egress, EgressRequest } from '../../platform/egress/egress.ts';
import type { Authorised, Authoriser } from '../auth/authorise.ts';
import { readAnswer, type ReadAnswer, type ReadOptions } from '../wire/read-answer.ts';
import type { Answer } from '../wire/received.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import { isMocked, keyHeader, type ReadyCall } from './ready-call.ts';
import { takeTurn } from './take-turn.ts';
import { withRetries } from './try-again.ts';

export interface SendDeps {
  readonly authoriser: Pick<Authoriser, 'authorise'>;
  readonly egress: Egress;
  readonly limiter: RateLimiter;
  readonly files: Pick<SpaceFiles, 'put'>;
}

const mb = 1024 * 1024;

/** From a request to an answer: limits, authorisation, egress, and again where that makes sense. */
export const sendCall = (deps: SendDeps, parts: ReadyCall): Promise<ReadAnswer> => {
  const { settings } = parts.connector;
  const { hints, name } = parts.operation.plan;
  const idempotent = settings.operations?.[name]?.idempotent ?? hints.idempotent;
  const keyed = keyHeader(parts) !== undefined && parts.call.idempotencyKey !== undefined;
  return withRetries(
    {
      settings: settings.retry,
      repeatable: idempotent || keyed,
      signal: parts.call.signal,
      chance: Math.random,
    },
    () => sendOnce(deps, parts),
  );
};

/** Undefined when the call goes without a connection. */
export const authoriseCall = (
  { authoriser }: Pick<SendDeps, 'authoriser'>,
  parts: ReadyCall,
): Promise<Authorised | undefined> =>
  parts.connectionId === null
    ? Promise.resolve(undefined)
    : authoriser.authorise({
        spaceId: parts.call.spaceId,
        connectionId: parts.connectionId,
        schemes: parts.connector.frame.schemes,
        security: parts.operation.plan.security,
        request: parts.request,
        base: parts.baseUrl,
      });

const sendOnce = async (deps: SendDeps, parts: ReadyCall): Promise<ReadAnswer> => {
  const { call, connector, operation, connectionId, request } = parts;
  const read = (answer: Answer, secrets: ReadOptions['secrets'] = []): Promise<ReadAnswer> =>
    readAnswer(operation.plan, answer, {
      putBlob: (bytes, contentType) => deps.files.put(call.spaceId, bytes, contentType),
      secrets,
    });
  if (isMocked(call)) return read(operation.mock(request));
  await takeTurn(connector.settings.limits, {
    limiter: deps.limiter,
    key: `${call.spaceId} ${call.connector} ${connectionId ?? ''}`,
    signal: call.signal,
  });
  const authorised = await authoriseCall(deps, parts);
  const tls = authorised?.tls;
  let answer = await send(deps.egress, parts, { request: authorised?.request ?? request, tls });
  if (answer.status === 401 && authorised !== undefined) {
    const again = await authorised.afterRefusal(listOf(answer.headers['www-authenticate']));
    if (again !== null) {
      answer.discard();
      answer = await send(deps.egress, parts, { request: again, tls });
    }
  }
  const { status, headers } = answer;
  return read({ status, headers, bytes: await answer.bytes() }, authorised?.secrets());
};

const send = async (
  egress: Egress,
  { call, connector, operation }: ReadyCall,
  { request, tls }: { readonly request: WireRequest; readonly tls: Authorised['tls'] },
): Promise<EgressAnswer> => {
  const { settings } = connector;
  const own = settings.operations?.[operation.plan.name]?.timeoutSeconds ?? settings.timeoutSeconds;
  const outgoing: EgressRequest = {
    method: request.method,
    url: request.url,
    headers: request.headers,
    signal: call.signal,
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(tls === undefined ? {} : { tls }),
    limits: {
      ...(own === undefined ? {} : { totalMs: own * 1_000, headersMs: own * 1_000 }),
      ...(settings.maxAnswerMb === undefined ? {} : { maxBytes: settings.maxAnswerMb * mb }),
    },
  };
  return egress.request(outgoing);
};

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
