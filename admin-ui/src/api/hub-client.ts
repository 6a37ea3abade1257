import createClient, { type Client } from 'openapi-fetch';
import { problemOf, unreachable } from './problem.ts';
import type { paths } from './schema.d.ts';
import { createSessionFetch } from './session-fetch.ts';
import { createWriteOnce } from './write-once.ts';

export type HubClient = Client<paths, 'application/json'>;

const session = createSessionFetch(location.origin, (request) => fetch(request));
const send = createWriteOnce(session.fetch);
export const onSessionEnded = session.onEnded;

/** The hub's API for one space, or for what belongs to no space. */
export const createHubClient = (space: string | null): HubClient =>
  createClient<paths, 'application/json'>({
    baseUrl: location.origin,
    fetch: send,
    // A page of another origin cannot set this header: it tells our requests from forged ones.
    headers: { 'Hub-Request': '1', ...(space === null ? {} : { 'Hub-Space': space }) },
  });

/** For people who have no session in the console, and must not renew one: they are somebody else here. */
export const createVisitorClient = (): HubClient =>
  createClient<paths, 'application/json'>({
    baseUrl: location.origin,
    fetch: (request) =>
      fetch(request).catch((error: unknown) => {
        throw request.signal.aborted ? error : unreachable();
      }),
    headers: { 'Hub-Request': '1' },
  });

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer; throws the problem when there is none. */
export const answer = async <Data>(call: Promise<Answered<Data>>): Promise<Data> => {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response, error);
  return data as Data;
};
