import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { Exchange } from '../exchange.ts';
import { plainPath } from '../match/request-path.ts';
import type { ForwardTo } from '../policy-deps.ts';
import type { PolicyPlace } from '../policy.ts';

const ms = z.number().int().min(1).max(3_600_000);

/** How a request goes on to a service: in `proxy` and in whatever chooses between several. */
export const forwardFields = {
  changeOrigin: z
    .boolean()
    .default(true)
    .describe("Send the service's host in Host; otherwise the client's goes through."),
  prependPath: z
    .boolean()
    .default(true)
    .describe("Put the path of the service's URL in front of the request's path."),
  ignorePath: z
    .boolean()
    .default(false)
    .describe("Leave the request's path out: the service's own path alone is called."),
  stripPath: z
    .boolean()
    .default(false)
    .describe(
      'Take off what stands before the first parameter or star in the path of the API endpoint: /api/* calls /… .',
    ),
  timeouts: z
    .strictObject({
      headersMs: ms.optional().describe('Until the answer begins.'),
      idleMs: ms.optional().describe('Without a byte in between.'),
      totalMs: ms.optional().describe('For all of it.'),
    })
    .optional()
    .describe("Milliseconds; the service's own where left out."),
};

interface ForwardFields {
  readonly changeOrigin: boolean;
  readonly prependPath: boolean;
  readonly ignorePath: boolean;
  readonly timeouts?:
    Readonly<Partial<Record<'headersMs' | 'idleMs' | 'totalMs', number | undefined>>> | undefined;
}

export const forwardTo = (service: string, fields: ForwardFields): ForwardTo => {
  const { headersMs, idleMs, totalMs } = fields.timeouts ?? {};
  return {
    service,
    preserveHost: !fields.changeOrigin,
    prependPath: fields.prependPath,
    ignorePath: fields.ignorePath,
    timeouts: {
      ...(headersMs !== undefined && { headersMs }),
      ...(idleMs !== undefined && { idleMs }),
      ...(totalMs !== undefined && { totalMs }),
    },
  };
};

export const needsService = (name: string, place: PolicyPlace, path: string): void => {
  if (place.hasService(name)) return;
  const message = `there is no service "${name}" in this space`;
  throw new HubError('input_invalid', `"${path}": ${message}.`, { problems: [{ path, message }] });
};

/** `/api/*` and `/api/:id` lose `/api/`; a path without either is lost whole. */
export const stripPath = ({ pattern, outgoing }: Exchange): void => {
  if (pattern === undefined) return;
  const open = pattern.search(/[:*]/);
  if (open === 0) return;
  const fixed = open === -1 ? outgoing.path : pattern.slice(0, open);
  // `/api*` also takes `/api../x`, of which `/../x` is left.
  if (outgoing.path.startsWith(fixed)) outgoing.path = plainPath(`/${outgoing.path.slice(fixed.length)}`);
};
