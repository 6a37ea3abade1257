import { HubError, isHubError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { awaitWith } from '../../platform/await-with.ts';
import { failureText } from '../../platform/failure-text.ts';
import type { Discovery } from '../../platform/oauth/discovery.ts';
import type { Prior, UpstreamClient } from '../sdk/client.ts';
import type { Question } from '../serve/offer.ts';
import { openCallScopes } from './call-scope.ts';
import { wantsSignIn } from './challenge.ts';
import { connectServer, type ConnectDeps, type Whereabouts } from './connect.ts';
import { listAll, type Listing } from './listing.ts';
import { findSignIn, type SignIn } from './sign-in.ts';
import type { ServerFacts } from './store.ts';

export interface LookDeps extends ConnectDeps {
  readonly discovery: Discovery;
  readonly log: Log;
}

/** What came of spoken-to server: all that it offers, or why nobody knows. */
export type Looked =
  | {
      readonly kind: 'seen';
      readonly prior: Prior;
      readonly facts: ServerFacts;
      readonly listing: Listing;
      /** What it is in the older era beside; null: it knows no other. */
      readonly older: Older | null | 'unasked' | 'unknown';
    }
  | { readonly kind: 'needs_sign_in'; readonly reason: string; readonly signIn: SignIn | null }
  | { readonly kind: 'down'; readonly reason: string; readonly error: unknown };

export interface Older {
  readonly facts: ServerFacts;
  readonly listing: Listing;
}

export interface LookAt extends Whereabouts {
  readonly spaceId: string;
  readonly connectionId: string | null;
  /** Somebody wants to speak to it in the older era, whatever the newest is that it knows. */
  readonly older: boolean;
}

const longestMs = 120_000;
/** It is the newer era that says how a server is: for the other one nobody waits long. */
const olderMs = 20_000;
/** Some servers list only what the client says it can answer for; the callers of the hub may well be able to. */
const everything = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };
const nothingAsked = {
  asked: async ({ method }: Question) => {
    if (method === 'roots/list') return { roots: [] };
    throw new HubError('client_incapable', 'The hub itself answers no questions.');
  },
  logged: () => undefined,
  changed: () => undefined,
  updated: () => undefined,
  lost: () => undefined,
};

/**
 * Begins with the server anew, as if nothing was known of it, and reads all lists: what others hold open says nothing
 * of whether it could be begun today. A server that fails is given a second chance at once.
 */
export const lookAt = async (deps: LookDeps, at: LookAt, signal: AbortSignal): Promise<Looked> => {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  try {
    return await lookOnce(deps, at, bounded);
  } catch (error) {
    signal.throwIfAborted();
    if (wantsSignIn(error)) return signInFor(deps, at, error.details['challenge']);
    if (!isHubError(error) || !error.retryable) return down(error);
    try {
      return await lookOnce(deps, at, bounded);
    } catch (second) {
      return down(second);
    }
  }
};

const down = (error: unknown): Looked => ({ kind: 'down', reason: failureText(error), error });

const lookOnce = async (deps: LookDeps, at: LookAt, signal: AbortSignal): Promise<Looked> => {
  const client = await begin(deps, at, 'newest');
  try {
    const [listing, older] = await Promise.all([
      listAll(client, signal),
      client.prior.era === 'modern' && at.older ? lookAtOlder(deps, at, signal) : ('unasked' as const),
    ]);
    return { kind: 'seen', prior: client.prior, facts: factsOf(client), listing, older };
  } finally {
    await end(deps, client);
  }
};

const lookAtOlder = async (
  deps: LookDeps,
  at: LookAt,
  signal: AbortSignal,
): Promise<Older | null | 'unknown'> => {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(olderMs)]);
  const begun = begin(deps, at, 'legacy');
  try {
    const client = await awaitWith(bounded, begun);
    return { facts: factsOf(client), listing: await listAll(client, bounded) };
  } catch (error) {
    return bounded.aborted || !isHubError(error) || error.retryable ? 'unknown' : null;
  } finally {
    // Who comes too late is sent away all the same.
    void begun.then((client) => end(deps, client)).catch(() => undefined);
  }
};

const begin = (deps: LookDeps, at: LookAt, era: 'legacy' | 'newest'): Promise<UpstreamClient> =>
  connectServer(deps, async () => at)(
    {
      ...{ spaceId: at.spaceId, server: at.name, revision: 0, connectionId: at.connectionId },
      ...{ callerId: 'hub', era, capabilities: everything },
    },
    { again: true, scopes: openCallScopes(), hooks: nothingAsked },
  );

const end = ({ log }: LookDeps, client: UpstreamClient): Promise<void> =>
  client.close().catch((error: unknown) => log.debug('a session did not end well', { error }));

const factsOf = ({ protocol, server, capabilities, instructions }: UpstreamClient): ServerFacts => ({
  ...{ protocol, server, capabilities, instructions },
});

const signInFor = async (deps: LookDeps, { url }: LookAt, challenge: unknown): Promise<Looked> => {
  const challenges = Array.isArray(challenge) ? (challenge as string[]) : [];
  try {
    const signIn = await findSignIn(deps, url ?? '', challenges);
    return { kind: 'needs_sign_in', reason: `Somebody has to sign in at ${signIn.issuer}.`, signIn };
  } catch (error) {
    if (!isHubError(error)) throw error;
    const reason = `It wants somebody to sign in, and how cannot be found out: ${failureText(error)}`;
    return { kind: 'needs_sign_in', reason, signIn: null };
  }
};
