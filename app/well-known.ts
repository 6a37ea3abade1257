import type { IncomingMessage, ServerResponse } from 'node:http';

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** What others look for at places that are the same everywhere; by path, or by its beginning where it ends in `/`. */
export const wellKnown =
  (answers: ReadonlyMap<string, Answer>): Answer =>
  (request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    const found =
      answers.get(path) ??
      [...answers].find(([beginning]) => beginning.endsWith('/') && path.startsWith(beginning))?.[1];
    if (found !== undefined) return found(request, response);
    response.writeHead(404).end();
    return undefined;
  };
