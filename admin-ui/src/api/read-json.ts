import { problemOf, unreachable } from './problem.ts';

/** A JSON document of the hub that is no operation. */
export const readJson = async (path: string, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(path, { signal }).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable();
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw problemOf(response, body);
  return body;
};
