import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { getHeader } from '../answers/answer-head.ts';
import type { Exchange } from '../exchange.ts';
import { onHead } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';
import { watchBytes } from '../bodies/watch-bytes.ts';

export const answerSize = definePolicy({
  name: 'answer-size',
  title: 'Limit the size of answers',
  about: 'Stops answers of services that are too large.',
  group: 'limits',
  action: z.strictObject({
    maxBytes: z.number().int().min(0).max(10_737_418_240).describe('Of the body.'),
  }),
  compile: ({ maxBytes }) => {
    return (exchange) => {
      onHead(exchange, (head) => {
        const announced = getHeader(head, 'content-length');
        if (announced === undefined) stopAt(exchange, maxBytes);
        else if (Number(announced) > maxBytes)
          throw new HubError('egress_too_large', `The answer may have ${maxBytes} bytes at most.`);
      });
      return undefined;
    };
  },
});

/** Its head is out by then: cutting it off is the one way left to say that it is not whole. */
const stopAt = ({ response }: Exchange, maxBytes: number): void => {
  let bytes = 0;
  watchBytes(response, (chunk) => {
    bytes += chunk.length;
    if (bytes > maxBytes) response.destroy();
  });
};
