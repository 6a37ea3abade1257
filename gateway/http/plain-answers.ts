import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError } from '../../core/errors.ts';
import type { Health } from '../../platform/health.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { PlainHandler } from './dispatch.ts';

export interface PlainDeps {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly metricsKey: string | undefined;
  /** None where the process has no API. */
  readonly openApi: Record<string, unknown> | undefined;
}

/** What machines ask of the process itself: is it alive, is it ready, how is it doing, what does it offer. */
export const plainAnswers = (deps: PlainDeps): ReadonlyMap<string, PlainHandler> => {
  const answers = new Map<string, PlainHandler>([
    ['/health', (request, response) => read(request, () => json(response, 200, { status: 'alive' }))],
    [
      '/ready',
      (request, response) =>
        read(request, async () => {
          const problems = await deps.health.problems();
          const ready = Object.keys(problems).length === 0;
          json(response, ready ? 200 : 503, ready ? { status: 'ready' } : { status: 'not ready', problems });
        }),
    ],
    [
      '/metrics',
      (request, response) =>
        read(request, async () => {
          checkMetricsKey(request, deps.metricsKey);
          send(response, { type: deps.metrics.contentType, body: Buffer.from(await deps.metrics.text()) });
        }),
    ],
  ]);
  if (deps.openApi !== undefined) {
    const document = Buffer.from(JSON.stringify(deps.openApi));
    answers.set('/openapi.json', (request, response) =>
      read(request, () => send(response, { type: 'application/json', body: document })),
    );
  }
  return answers;
};

const read = (request: IncomingMessage, answer: () => Promise<void> | void): Promise<void> | void => {
  if (request.method === 'GET' || request.method === 'HEAD') return answer();
  throw new HubError(
    'method_not_allowed',
    `${request.method ?? 'This method'} is not offered here, only GET.`,
    { details: { allow: 'GET' } },
  );
};

const send = (response: ServerResponse, content: { type: string; body: Buffer }): void => {
  response.writeHead(200, {
    'content-type': content.type,
    'content-length': content.body.length,
    'cache-control': 'no-cache',
  });
  response.end(content.body);
};

const json = (response: ServerResponse, status: number, body: object): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
};

const checkMetricsKey = (request: IncomingMessage, key: string | undefined): void => {
  if (key === undefined) {
    const address = request.socket.remoteAddress ?? '';
    // Behind a proxy every request comes from it: then only the key can tell who asks.
    const direct = request.headers['x-forwarded-for'] === undefined;
    if (direct && (address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1')) return;
    throw new HubError(
      'forbidden',
      'Metrics are answered on loopback only. Set HUB_METRICS_KEY to read them from elsewhere.',
    );
  }
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${key}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new HubError('unauthenticated', 'Metrics need "Authorization: Bearer <HUB_METRICS_KEY>".');
  }
};
