import { HubError } from '../../../core/errors.ts';
import type { Value } from '../../../core/jq/value.ts';
import { isJsonType, readMediaType } from '../../../core/media-type.ts';
import { parseJsonText, type BodyLimits } from '../../../platform/json-body.ts';
import type { Exchange } from '../exchange.ts';
import { queryValues } from '../expressions/query-values.ts';

/** Of bodies that policies look into: their bytes are bounded by whoever reads them. */
const limits: BodyLimits = { bytes: Number.MAX_SAFE_INTEGER, depth: 64, keys: 100_000 };

export const defaultBodyBytes = 1_048_576;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The whole body as it stands now: as the client sent it, or as a policy left it. */
export const wholeBody = async (exchange: Exchange, maxBytes: number): Promise<Buffer> => {
  requireOneType(exchange);
  const body = exchange.outgoing.body ?? (await exchange.readBody(maxBytes));
  if (body.length <= maxBytes) return body;
  throw new HubError('body_too_large', `The body may have ${maxBytes} bytes at most.`, {
    details: { limit: maxBytes },
  });
};

/** Node shows the first one, a service may read the body by the last one: what was checked would not be what is read. */
const requireOneType = ({ request }: Exchange): void => {
  if (request.headers['content-type'] === undefined) return;
  const types = request.rawHeaders.filter(
    (name, at) => at % 2 === 0 && name.toLowerCase() === 'content-type',
  );
  if (types.length > 1) throw new HubError('header_invalid', 'The request has several Content-Type headers.');
};

export type BodyForm = 'json' | 'form' | 'text' | 'none' | 'other';

export const formOf = (contentType: string | undefined, body: Buffer): BodyForm => {
  if (body.length === 0) return 'none';
  const { type } = readMediaType(contentType);
  if (isJsonType(type)) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return type.startsWith('text/') ? 'text' : 'other';
};

/** What a body says, for expressions and schemas: null where it is nothing that can be looked into. */
export const bodyValue = (body: Buffer, contentType: string | undefined): Value => {
  switch (formOf(contentType, body)) {
    case 'json':
      return jsonOf(body).value;
    case 'form':
      return queryValues(textOf(body));
    case 'text':
      return textOf(body);
    case 'none':
    case 'other':
      return null;
  }
};

/** A body that says it is JSON, and the text that it was read from. */
export const jsonOf = (body: Buffer): { readonly text: string; readonly value: Value } => {
  const text = textOf(body);
  return { text, value: (parseJsonText(text, limits) ?? null) as Value };
};

const textOf = (body: Buffer): string => {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new HubError('body_malformed', 'The body is not valid UTF-8.', { cause });
  }
};
