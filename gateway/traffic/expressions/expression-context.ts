import type { ObjectValue, Value } from '../../../core/jq/value.ts';
import { bodyValue } from '../bodies/body-value.ts';
import type { Consumer, Exchange } from '../exchange.ts';
import { queryValues } from './query-values.ts';

/** What costs too much to be made for expressions that do not look at it. */
export interface Wanted {
  readonly query: boolean;
  readonly body: boolean;
}

const parts = /\.\s*(?:request|parameters|endpoint|pipeline|space|consumer|body|answer)\b/;

/** By the text of an expression: a body has to be named, a query also comes with the whole of the request. */
export const wantedBy = (source: string): Wanted => ({
  query: !parts.test(source) || /query|request(?!\s*\.\s*\w)/.test(source),
  body: source.includes('body'),
});

/**
 * What `.` is in the expressions of pipelines: the request as it stands at that moment, its headers as policies have left
 * them. Made for each evaluation, which costs less than to notice what has changed since the last one.
 */
export const contextOf = (exchange: Exchange, wanted: Wanted): ObjectValue => {
  const { pipeline, consumer, outgoing } = exchange;
  const body = wanted.body ? outgoing.body : null;
  return {
    request: {
      method: outgoing.method,
      path: exchange.path,
      query: wanted.query ? queryValues(outgoing.query) : null,
      rawQuery: outgoing.query.slice(1),
      headers: headersOf(exchange),
      host: exchange.host,
      ip: exchange.client,
      scheme: exchange.secure ? 'https' : 'http',
      id: exchange.requestId,
    },
    parameters: exchange.parameters,
    endpoint: exchange.endpoint,
    pipeline: pipeline.name,
    space: pipeline.spaceSlug,
    consumer: consumer === null ? null : consumerValue(consumer),
    body: body === null ? null : bodyValue(body, headerOf(exchange, 'content-type')),
  };
};

const consumerValue = ({ id, name, scopes, metadata }: Consumer): ObjectValue => ({
  id,
  name,
  scopes: [...scopes],
  metadata: metadata as ObjectValue,
});

/** A header of the request as it would leave now. */
export const headerOf = (exchange: Exchange, name: string): string | undefined => {
  const changed = exchange.outgoing.headers?.get(name);
  if (changed !== undefined) return changed ?? undefined;
  const given = exchange.request.headers[name];
  return typeof given === 'string' ? given : given?.join(', ');
};

const headersOf = ({ request, outgoing }: Exchange): ObjectValue => {
  const given = request.headers as ObjectValue;
  if (outgoing.headers === null) return given;
  const headers = new Map<string, Value>(Object.entries(given));
  for (const [name, value] of outgoing.headers) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return Object.fromEntries(headers);
};
