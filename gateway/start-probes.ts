import { HubError } from '../core/errors.ts';
import type { Log, Running } from '../core/ports.ts';
import type { Health } from '../platform/health.ts';
import { newId } from '../platform/ids.ts';
import type { Metrics } from '../platform/metrics.ts';
import { destroyQuietly, startListener } from './http/listener.ts';
import { plainAnswers } from './http/plain-answers.ts';
import { sendProblem, toHubError } from './http/problem.ts';
import { setSecurityHeaders } from './http/response-headers.ts';

export interface ProbeParts {
  readonly options: {
    readonly host: string;
    readonly port: number;
    readonly drainMs: number;
    readonly metricsKey: string | undefined;
  };
  readonly health: Health;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** For a process without the role `gateway`: whoever watches over it still asks whether it lives and how it does. */
export const startProbes = async (parts: ProbeParts): Promise<Running & { readonly url: string }> => {
  const answers = plainAnswers({
    health: parts.health,
    metrics: parts.metrics,
    metricsKey: parts.options.metricsKey,
    openApi: undefined,
  });
  const listener = await startListener(
    { ...parts.options, secure: false },
    {
      log: parts.log,
      health: parts.health,
      request: (request, response) => {
        const requestId = newId('req');
        response.setHeader('x-request-id', requestId);
        setSecurityHeaders(response, false);
        Promise.resolve()
          .then(() => (answers.get((request.url ?? '/').split('?')[0] ?? '/') ?? noApi)(request, response))
          .catch((error: unknown) => sendProblem(response, toHubError(error), requestId));
      },
      upgrade: (_request, socket) => destroyQuietly(socket),
      closeUpgraded: () => undefined,
    },
  );
  return { url: `http://${listener.address}:${listener.port}`, stop: () => listener.stop() };
};

const noApi = (): never => {
  throw new HubError('not_found', 'This process has no API: it has the role worker only.');
};
