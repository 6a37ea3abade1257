import { HubError } from '../../../core/errors.ts';
import { isObject, type ObjectValue, type Value } from '../../../core/jq/value.ts';
import { headerName, headerValue } from '../fields/header-names.ts';
import type { OwnAnswer } from './own-answer.ts';
import { textOf } from '../expressions/template.ts';

/** What a program or a flow of the space gave is not what it should be: its own people have to look at it. */
export const notTaken = (message: string): HubError => new HubError('upstream_failed', message);

export const headerPairs = (value: Value): (readonly [string, string | null])[] => {
  if (value === null) return [];
  if (!isObject(value)) throw notTaken('Its "headers" have to be an object of texts.');
  return Object.entries(value).map(([name, given]) => {
    if (!headerName.safeParse(name).success)
      throw notTaken(`It sets a header that cannot be set: "${name.slice(0, 50)}".`);
    return [name.toLowerCase(), given === null ? null : headerValue(textOf(given))] as const;
  });
};

/** `{ status, headers, body }`; a text is sent as it is, everything else as JSON. */
export const answerOf = (value: ObjectValue): OwnAnswer => {
  const status = value['status'] ?? 200;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    throw notTaken('Its "status" has to be a whole number from 200 to 599.');
  const body = value['body'] ?? null;
  const headers = headerPairs(value['headers'] ?? null).flatMap(([name, given]) =>
    given === null ? [] : [name, given],
  );
  const hasType = headers.some((name, at) => at % 2 === 0 && name === 'content-type');
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return {
    status,
    headers: hasType || body === null ? headers : ['content-type', type, ...headers],
    body: body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body),
  };
};
