import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { OperationCaller } from '../../call/call-operation.ts';
import { pagesOf } from '../../call/pages.ts';
import { requirePaging } from '../../call/paging-of.ts';
import { connectorNameSchema, operationNameSchema } from '../../shapes.ts';
import { shownOf } from '../../wire/read-answer.ts';
import { redactRequest } from '../../wire/redact-request.ts';

/** Of a list read to its end: more is for a stream. */
const mostItems = 10_000;

export const callOperation = (deps: { readonly caller: OperationCaller }) =>
  hubOperation({
    name: 'operations.call',
    summary: 'Call an operation of a connector',
    description:
      'With `all`, the pages of a list are read to the end and answered as one. With `dryRun`, nothing is sent: the answer is the request, its secrets masked.',
    access: 'operations.call',
    transaction: 'none',
    http: {
      method: 'POST',
      path: '/api/operations/{connector}/{operation}/call',
      maxBytes: 16 * 1024 * 1024,
    },
    input: z.strictObject({
      connector: connectorNameSchema,
      operation: operationNameSchema,
      connection: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('Id or name; the default one when left out.'),
      input: z.record(z.string(), z.unknown()).default({}),
      all: z.boolean().default(false),
      maxItems: z.number().int().min(1).max(mostItems).default(1_000),
      dryRun: z.boolean().default(false),
      idempotencyKey: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('Handed to the API where the connector knows how.'),
    }),
    output: z.strictObject({
      status: z.number().int().nullable().describe('Null for a dry run.'),
      headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      output: z.unknown(),
      pages: z.number().int().nullable(),
      complete: z.boolean().describe('False when a list has more than was asked for.'),
      request: z.record(z.string(), z.unknown()).nullable(),
    }),
    run: async (input, context) => {
      const { connector, operation, connection, idempotencyKey, all, maxItems, dryRun } = input;
      const call = {
        spaceId: context.spaceId,
        ...{ connector, operation, connection, idempotencyKey },
        input: input.input,
        signal: context.signal,
        callerId: callerId(context.caller),
      };
      context.audit(`${connector}.${operation}`, { arguments: Object.keys(input.input), dryRun });
      const none = { pages: null, complete: true, request: null };
      if (dryRun) {
        const { request, secrets } = await deps.caller.prepare(call);
        return {
          ...none,
          status: null,
          headers: {},
          output: null,
          request: { ...redactRequest(request, secrets) },
        };
      }
      if (!all) {
        const answer = await deps.caller.call(call);
        const { status, headers, output } = answer;
        return {
          ...none,
          status,
          headers: shownOf(answer, shownHeaders(headers)),
          output: shownOf(answer, output),
        };
      }
      const paging = await requirePaging(deps.caller, call);
      const items: unknown[] = [];
      let pages = 0;
      let last: { status: number; headers: Record<string, string | string[]> } = { status: 0, headers: {} };
      for await (const { items: found, answer } of pagesOf(deps.caller, call, paging)) {
        pages++;
        last = { status: answer.status, headers: shownOf(answer, shownHeaders(answer.headers)) };
        items.push(...found);
        if (items.length >= maxItems)
          return { ...last, output: items.slice(0, maxItems), pages, complete: false, request: null };
      }
      return { ...last, output: items, pages, complete: true, request: null };
    },
  });

/** Cookies of the other side are its business with the hub, not with the hub's callers. */
const shownHeaders = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string | string[]> => {
  const shown: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && name !== 'set-cookie')
      shown[name] = typeof value === 'string' ? value : [...value];
  return shown;
};
