import { isJsonType, kindOfType, readMediaType } from '../../../core/media-type.ts';
import { taskFault } from '../../engine/fault.ts';
import { asText, isFields, type Fields } from '../given.ts';

const json = 'application/json';
const text = 'text/plain; charset=utf-8';

/**
 * What is sent for a body, its content type put into the headers where the flow gave none. A text goes as it is; all
 * else as JSON, unless the content type says form, or bytes: then `{ base64 }` holds them.
 */
export const bodyFrom = (body: unknown, headers: Record<string, string>): string | Uint8Array | undefined => {
  if (body === undefined || body === null) return undefined;
  const given = headers['content-type'];
  if (typeof body === 'string') {
    if (given === undefined) headers['content-type'] = text;
    return body;
  }
  if (given === undefined) {
    headers['content-type'] = json;
    return JSON.stringify(body);
  }
  const { type } = readMediaType(given);
  if (isJsonType(type)) return JSON.stringify(body);
  if (isFields(body)) {
    if (kindOfType(type) === 'form') return formOf(body);
    if (typeof body['base64'] === 'string') return Buffer.from(body['base64'], 'base64');
  }
  if (type.startsWith('multipart/'))
    throw taskFault(
      'configuration',
      `A body of ${type} is not put together here. Import the API as a connector and call its operation.`,
    );
  return JSON.stringify(body);
};

const formOf = (fields: Fields): string => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      const shown = asText(item);
      if (shown !== undefined) form.append(name, shown);
    }
  }
  return form.toString();
};
