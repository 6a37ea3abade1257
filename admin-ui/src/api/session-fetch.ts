import { problemOf, unreachable } from './problem.ts';

type Fetch = (request: Request) => Promise<Response>;

interface SessionFetch {
  readonly fetch: Fetch;
  /** Told once when the session is over and could not be renewed. */
  onEnded(listener: () => void): () => void;
}

const endsSession = async (response: Response): Promise<boolean> => {
  if (response.status !== 401) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return problemOf(response, body).code === 'unauthenticated';
};

/**
 * A fetch that renews the session when it has run out and then repeats the request. However many requests find it
 * out at once, one renewal is under way: a second would use a refresh token that has just been replaced.
 */
export const createSessionFetch = (base: string, send: Fetch): SessionFetch => {
  const listeners = new Set<() => void>();
  let renewal: Promise<boolean> | null = null;
  let renewals = 0;

  const reach: Fetch = async (request) => {
    try {
      return await send(request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw unreachable();
    }
  };
  const renew = (): Promise<boolean> => {
    renewal ??= reach(
      new Request(new URL('/api/session/refresh', base), { method: 'POST', headers: { 'Hub-Request': '1' } }),
    )
      .then((response) => {
        // A busy hub says nothing about the session: only a refusal ends it.
        if (response.status >= 500 || response.status === 429) throw problemOf(response, null);
        if (response.ok) renewals++;
        return response.ok;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  };

  return {
    fetch: async (request) => {
      const again = request.clone();
      const before = renewals;
      const response = await reach(request);
      if (request.url.endsWith('/api/session/refresh') || !(await endsSession(response))) return response;
      // Another request may have renewed it while this one was on its way.
      if (before !== renewals || (await renew())) return reach(again);
      for (const listener of listeners) listener();
      return response;
    },
    onEnded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
