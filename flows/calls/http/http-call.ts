import { endpointIn, fillAddress } from '../address.ts';
import type { CarryOut } from '../function-call.ts';
import { textIn } from '../given.ts';
import { bodyFrom } from './body.ts';
import { headersFrom } from './headers.ts';
import { addKey } from './idempotency.ts';
import { outputFormIn, outputOf, redirectIn } from './output.ts';
import { withQuery } from './query.ts';
import type { Outgoing, Sender } from './send.ts';

/** `call: http`. */
export const openHttpCall =
  (sender: Sender): CarryOut =>
  async (call) => {
    const given = call.with;
    const form = outputFormIn(given['output']);
    const redirect = redirectIn(given['redirect']);
    const { uri, authentication } = endpointIn(given, 'endpoint');
    const headers = headersFrom(given['headers']);
    const body = bodyFrom(given['body'], headers);
    const method = textIn(given, 'method').toUpperCase();
    addKey(headers, method, call.idempotencyKey);
    const request: Outgoing = {
      method,
      url: withQuery(fillAddress(uri, call.input), given['query']),
      headers,
      ...(body === undefined ? {} : { body }),
    };
    const { received, authorization } = await sender.send(request, { call, authentication, redirect });
    const output = outputOf(form, request, received);
    return authorization === undefined ? { output } : { output, authorization };
  };
