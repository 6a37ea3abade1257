import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { isObject } from '../../../core/jq/value.ts';
import { bodyValue, defaultBodyBytes, formOf, wholeBody } from '../bodies/body-value.ts';
import type { Exchange } from '../exchange.ts';
import { headerOf } from '../expressions/expression-context.ts';
import { formText } from '../bodies/form-text.ts';
import { headerValue } from '../fields/header-names.ts';
import { sendHeader } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';
import { textOf } from '../expressions/template.ts';
import {
  changedObject,
  compileChanges,
  headerChanges,
  memberChanges,
  queryChanges,
  type Changes,
} from '../bodies/transform.ts';

export const requestTransformer = definePolicy({
  name: 'request-transformer',
  title: 'Change the request',
  about:
    'Sets and removes headers, parameters of the query and members of the body before the service gets them.',
  group: 'changes',
  action: z
    .strictObject({
      headers: headerChanges.optional().describe('Headers of the request.'),
      query: queryChanges.optional().describe('Parameters of the query.'),
      body: memberChanges.optional().describe('Members of a JSON object, or fields of a form.'),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .max(104_857_600)
        .default(defaultBodyBytes)
        .describe('Longer bodies are refused, where the body is changed.'),
    })
    .refine(
      ({ headers, query, body }) => headers !== undefined || query !== undefined || body !== undefined,
      'needs headers, query or body',
    ),
  compile: ({ headers, query, body, maxBytes }, place, deps) => {
    const ofHeaders = compileChanges(headers, { place, deps, path: '/headers' });
    const ofQuery = compileChanges(query, { place, deps, path: '/query' });
    const ofBody = compileChanges(body, { place, deps, path: '/body' });
    return (exchange) => {
      changeHeaders(exchange, ofHeaders);
      if (query !== undefined) changeQuery(exchange, ofQuery);
      return body !== undefined && mayHaveBody(exchange) ? changeBody(exchange, ofBody, maxBytes) : undefined;
    };
  },
});

const changeHeaders = (exchange: Exchange, { set, remove }: Changes): void => {
  for (const [name, of] of set) sendHeader(exchange, name.toLowerCase(), headerValue(textOf(of(exchange))));
  for (const name of remove) sendHeader(exchange, name.toLowerCase(), null);
};

const changeQuery = (exchange: Exchange, { set, remove }: Changes): void => {
  const query = new URLSearchParams(exchange.outgoing.query);
  for (const [name, of] of set) query.set(name, textOf(of(exchange)));
  for (const name of remove) query.delete(name);
  const text = query.toString();
  exchange.outgoing.query = text === '' ? '' : `?${text}`;
};

/** A request without a body, and whose method has none, is not given one. */
const mayHaveBody = ({ request, outgoing }: Exchange): boolean =>
  outgoing.body !== null ||
  request.headers['transfer-encoding'] !== undefined ||
  request.headers['content-length'] !== undefined ||
  ['POST', 'PUT', 'PATCH'].includes(outgoing.method);

const changeBody = async (exchange: Exchange, changes: Changes, maxBytes: number): Promise<undefined> => {
  const before = await wholeBody(exchange, maxBytes);
  const type = headerOf(exchange, 'content-type');
  const form = formOf(type, before);
  if (form !== 'json' && form !== 'form' && form !== 'none')
    throw new HubError('media_type_unsupported', 'The body has to be JSON or a form here.');
  const value = form === 'none' ? {} : bodyValue(before, type);
  if (!isObject(value)) throw new HubError('input_invalid', 'The body has to be a JSON object here.');
  const changed = changedObject(value, changes, (of) => of(exchange));
  const isForm = form === 'form';
  exchange.outgoing.body = Buffer.from(isForm ? formText(changed) : JSON.stringify(changed));
  sendHeader(exchange, 'content-type', isForm ? 'application/x-www-form-urlencoded' : 'application/json');
  return undefined;
};
