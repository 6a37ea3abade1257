import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { wholeBody } from '../bodies/body-value.ts';
import type { Exchange } from '../exchange.ts';
import { definePolicy } from '../policy.ts';

/** A body whose length nobody said is held until its end is known: up to here. */
const heldBytes = 1_048_576;

export const requestSize = definePolicy({
  name: 'request-size',
  title: 'Limit the size of requests',
  about: 'Refuses requests whose body, address or headers are too large.',
  group: 'limits',
  action: z.strictObject({
    maxBytes: z.number().int().min(0).max(10_737_418_240).optional().describe('Of the body.'),
    maxUrl: z.number().int().min(1).max(16_384).optional().describe('Characters of path and query.'),
    maxHeaders: z.number().int().min(1).max(2_000).optional().describe('How many headers.'),
  }),
  compile: ({ maxBytes, maxUrl, maxHeaders }) => {
    return (exchange) => {
      const { request, path, query } = exchange;
      if (maxUrl !== undefined && path.length + query.length > maxUrl)
        throw new HubError('input_invalid', `Path and query may have ${maxUrl} characters at most.`);
      if (maxHeaders !== undefined && request.rawHeaders.length > 2 * maxHeaders)
        throw new HubError('headers_too_large', `A request may have ${maxHeaders} headers at most.`);
      if (maxBytes === undefined) return undefined;
      const announced = request.headers['content-length'];
      if (announced === undefined)
        return request.headers['transfer-encoding'] === undefined ? undefined : ofUnknown(exchange, maxBytes);
      if (Number(announced) <= maxBytes) return undefined;
      throw new HubError('body_too_large', `The body may have ${maxBytes} bytes at most.`, {
        details: { limit: maxBytes },
      });
    };
  },
});

const ofUnknown = async (exchange: Exchange, maxBytes: number): Promise<undefined> => {
  if (maxBytes > heldBytes)
    throw new HubError('length_required', 'The length of the body has to be said in Content-Length here.');
  await wholeBody(exchange, maxBytes);
  return undefined;
};
