import type { IncomingMessage, ServerResponse } from 'node:http';
import { newApp, requestWords, responseWords } from '../../http/express-app.ts';

/**
 * The words of express on messages of Node: `req.get`, `res.status().json()` and the others. A message keeps what it is: of
 * HTTP/1.1, of HTTP/2, or of an upgrade.
 */
const app = newApp();
// As express 4 reads it, which plug-ins are written for: ?a[b]=1 is an object.
app.set('query parser', 'extended');

const over = (words: object): ((message: object) => void) => {
  const made = new WeakMap<object, object>();
  return (message) => {
    const given = Object.getPrototypeOf(message) as object;
    let prototype = made.get(given);
    if (prototype === undefined) {
      prototype = Object.create(given, {
        ...Object.getOwnPropertyDescriptors(words),
        app: { value: app, configurable: true, writable: true },
      }) as object;
      made.set(given, prototype);
      made.set(prototype, prototype);
    }
    Object.setPrototypeOf(message, prototype);
  };
};

const onRequest = over(requestWords);
const onResponse = over(responseWords);

export const speakExpress = (request: IncomingMessage, response: ServerResponse): void => {
  onRequest(request);
  onResponse(response);
  Object.assign(request, { res: response });
  if (!('req' in response)) Object.assign(response, { req: request });
  if (!('locals' in response)) Object.assign(response, { locals: {} });
};

export const parsedQuery = (query: string): unknown =>
  (app.get('query parser fn') as (text: string) => unknown)(query);
