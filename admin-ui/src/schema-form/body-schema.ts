import { isRecord } from './settle.ts';

/** The fields of a request's body, out of the hub's own document: what it takes is written in one place. */
export const bodyFieldsIn = (
  document: unknown,
  path: string,
  method: string,
): Readonly<Record<string, unknown>> => {
  const way = ['paths', path, method, 'requestBody', 'content', 'application/json', 'schema', 'properties'];
  const found = way.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), document);
  return isRecord(found) ? found : {};
};
