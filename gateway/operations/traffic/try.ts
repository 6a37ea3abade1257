import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { Tried } from '../../traffic/tries/send-try.ts';
import type { TrafficStatusDeps } from './status.ts';

const headerSchema = z.strictObject({
  name: z
    .string()
    .max(100)
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be letters, digits and hyphens')
    .refine((name) => !ownHeaders.has(name.toLowerCase()), 'is set by the connection itself: leave it out'),
  value: z
    .string()
    .max(8_000)
    .regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, 'must be one line of Latin letters'),
});

const ownHeaders = new Set([
  ...['connection', 'content-length', 'expect', 'keep-alive', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade'],
]);

export const tryTraffic = ({ running }: Pick<TrafficStatusDeps, 'running'>) =>
  hubOperation({
    name: 'traffic.try',
    summary: 'Send a request through the pipelines of the space, and see what each policy did',
    description:
      'As a client would, within the process that answers: it reaches upstreams, uses up limits and counts as traffic. ' +
      'It comes from 127.0.0.1. Of the answer 256 KiB are kept, and after 30 seconds it is given up.',
    access: 'traffic.write',
    http: { method: 'POST', path: '/api/traffic/try' },
    transaction: 'none',
    hints: { sensitive: ['/headers', '/body'] },
    input: z.strictObject({
      method: z
        .string()
        .max(40)
        .regex(/^[A-Z][A-Z-]*$/, 'must be a method in capitals')
        .refine((method) => method !== 'CONNECT', 'cannot be CONNECT'),
      path: z
        .string()
        .max(8_000)
        .regex(/^\/[!-"$-~]*$/, 'must begin with / and be visible ASCII without #')
        .describe('As clients of this space ask for it, with its query.'),
      headers: z.array(headerSchema).max(80).default([]).describe('A Host among them decides by which host.'),
      body: z.string().max(500_000).optional(),
    }),
    output: z.strictObject({
      status: z.number().int(),
      headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      body: z.string(),
      encoding: z.enum(['text', 'base64']).describe('Of the body.'),
      cut: z.boolean().describe('There was more of the body.'),
      ms: z.number(),
      pipeline: z.string().nullable().describe('Null: none takes such a request.'),
      version: z.number().int().nullable(),
      endpoint: z.string().nullable(),
      consumer: z.string().nullable(),
      service: z.string().nullable().describe('That was asked last.'),
      reason: z.string().nullable().describe('Why there was no good answer; clients are told less.'),
      steps: z.array(
        z.strictObject({
          policy: z.string(),
          at: z.string().describe('JSON pointer in the document of the pipeline.'),
          outcome: z
            .enum(['passed', 'skipped', 'answered', 'refused', 'not reached'])
            .describe('Skipped: its condition did not hold.'),
          ms: z.number(),
          message: z.string().nullable(),
        }),
      ),
    }),
    run: async (wish, { spaceId, signal, audit }) => {
      const tried = await running()?.send(spaceId, wish, signal);
      if (tried === undefined)
        throw new HubError(
          'not_found',
          'No pipeline of this space is in use here yet: save one that is on, and try again in a second.',
        );
      audit('gateway', { method: wish.method, path: wish.path.split('?')[0], status: tried.status });
      return shown(tried);
    },
  });

const shown = ({ trace, status, headers, body, cut, ms }: Tried) => {
  const text = textOf(body, cut);
  return {
    ...{ status, headers: [...headers], cut, ms },
    body: text ?? body.toString('base64'),
    encoding: text === undefined ? ('base64' as const) : ('text' as const),
    ...{ pipeline: trace.pipeline?.name ?? null, version: trace.pipeline?.version ?? null },
    ...{ endpoint: trace.endpoint, consumer: trace.exchange?.consumer?.name ?? null },
    service: trace.exchange?.service ?? null,
    reason: trace.exchange?.failure?.message ?? null,
    steps: trace.steps.map((step) => ({ ...step })),
  };
};

/** Undefined where the bytes are no text; a sign that was cut in two at the end is left out. */
const textOf = (body: Buffer, cut: boolean): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: cut });
  } catch {
    return undefined;
  }
};
