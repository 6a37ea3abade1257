import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { OperationCaller } from '../../call/call-operation.ts';
import { pagesOf, type PageOfItems } from '../../call/pages.ts';
import { requirePaging } from '../../call/paging-of.ts';
import { connectorNameSchema, operationNameSchema } from '../../shapes.ts';

const lineSchema = z.union([
  z.strictObject({ item: z.unknown() }),
  z
    .strictObject({
      done: z.strictObject({
        items: z.number().int(),
        pages: z.number().int(),
        complete: z.boolean().describe('False when the list has more than was asked for.'),
      }),
    })
    .describe('The last line. A stream that ends without one was cut off.'),
  z
    .strictObject({ error: z.record(z.string(), z.unknown()) })
    .describe('The last line, when a page could not be read: the problem as it is answered elsewhere.'),
]);

export const streamOperation = (deps: { readonly caller: OperationCaller }) =>
  hubOperation({
    name: 'operations.stream',
    summary: 'Stream the items of all pages of an operation',
    description:
      'One line of JSON for each item. A page is asked for when the items of the one before have been taken: who reads slowly is not overrun, and who goes away ends it.',
    access: 'operations.call',
    transaction: 'none',
    http: {
      method: 'POST',
      path: '/api/operations/{connector}/{operation}/stream',
      maxBytes: 16 * 1024 * 1024,
      streams: lineSchema,
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
      maxItems: z.number().int().min(1).optional().describe('All of them, when left out.'),
    }),
    output: z.strictObject({}),
    run: async ({ connector, operation, connection, input, maxItems }, context) => {
      const { exchange, spaceId, signal } = context;
      if (exchange === undefined)
        throw new HubError(
          'input_invalid',
          'A stream is for callers over HTTP. Call "operations.call" with "all".',
        );
      const by = callerId(context.caller);
      const call = { spaceId, connector, operation, connection, input, signal, callerId: by };
      context.audit(`${connector}.${operation}`, { arguments: Object.keys(input) });
      const pages = pagesOf(deps.caller, call, await requirePaging(deps.caller, call));
      // Asked for here, so that a call that fails at once is answered as every other.
      const first = await pages.next();
      exchange.stream(linesOf(first, pages, maxItems ?? Number.POSITIVE_INFINITY));
      return {};
    },
  });

type Line = z.infer<typeof lineSchema>;

const linesOf = async function* (
  first: IteratorResult<PageOfItems, void>,
  rest: AsyncGenerator<PageOfItems, void, undefined>,
  most: number,
): AsyncGenerator<Line, void, undefined> {
  let [items, pages] = [0, 0];
  for (let page = first; page.done !== true; page = await rest.next()) {
    pages++;
    for (const item of page.value.items) {
      if (items === most) {
        yield { done: { items, pages, complete: false } };
        return;
      }
      items++;
      yield { item };
    }
  }
  yield { done: { items, pages, complete: true } };
};
