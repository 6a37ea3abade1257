import { HubError, isHubError } from '../../core/errors.ts';
import type { Clock, EventBus, Hints, Log } from '../../core/ports.ts';
import { delayAfter } from '../../platform/backoff.ts';
import { openBell } from '../../platform/bell.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import { failureText } from '../../platform/failure-text.ts';
import type { Sealing } from './deps.ts';
import { connectionsTopic, type Held, type HeldConnections } from './held.ts';
import type { OAuthClient } from './oauth/client.ts';
import { canRenew, renew } from './oauth/renewal.ts';
import type { TokenAnswer } from '../../platform/oauth/token-answer.ts';
import { openSecrets, sealSecrets, withTokens, type StoredTokens } from './secrets.ts';
import { holdConnection } from './store.ts';
import { claimRenewal, endGrant, noteFailure, storeTokens, type RenewalClaim } from './store-tokens.ts';

export interface RenewalDeps {
  readonly db: Db;
  readonly vault: Sealing;
  readonly egress: Egress;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly clock: Clock;
  readonly log: Log;
  readonly held: HeldConnections;
  /** How long one process may take for one renewal before another one may try. */
  readonly leaseMs?: number;
  /** How often to look, without a hint, whether somebody else is done. */
  readonly pollMs?: number;
}

/** Makes the client when it is this process's turn: for most callers somebody else is quicker. */
export type ClientOf = () => Promise<OAuthClient>;

/**
 * Renews the tokens of a connection once, whoever asks and from wherever: the turn is a leased, fenced row, nobody
 * holds a transaction while the provider thinks, and all others wait for what the one brings. Answers the connection
 * as it is afterwards.
 */
export const openRenewal = (deps: RenewalDeps) => {
  const leaseMs = deps.leaseMs ?? 30_000;
  const pollMs = deps.pollMs ?? 200;
  const patienceMs = leaseMs + 15_000;

  const takeTurn = (seen: Held): Promise<RenewalClaim | undefined> => {
    const { spaceId, connectionId } = seen.place;
    const { tokenVersion } = seen.row;
    return deps.db.inSpace(spaceId, (tx) =>
      claimRenewal(tx, spaceId, { connectionId, tokenVersion, leaseMs }),
    );
  };

  const write = <T>(seen: Held, work: (tx: Tx) => Promise<T>): Promise<T> =>
    deps.db.inSpace(seen.place.spaceId, async (tx) => {
      const done = await work(tx);
      tx.afterCommit(() => deps.hints.broadcast(connectionsTopic));
      return done;
    });

  const carryOut = async (seen: Held, claim: RenewalClaim, clientOf: ClientOf): Promise<void> => {
    // As they stand under the claim: what was read before may have been replaced since.
    const secrets = await openSecrets(deps, seen.place, claim.sealed);
    let answer: TokenAnswer;
    try {
      const client = await clientOf();
      if (!canRenew(client, secrets.tokens)) {
        throw new HubError(
          'oauth_refused',
          'The token has expired, and the provider gave none to renew it with.',
        );
      }
      const scopes = wantedScopes(seen);
      // It ends before the lease does: a late answer would belong to nobody.
      answer = await renew(deps.egress, client, { tokens: secrets.tokens, scopes, totalMs: leaseMs * 0.6 });
    } catch (error) {
      await settle(seen, claim, error);
      // The provider's last word is written down: everybody reads it there, this caller too.
      if (isFinal(error)) return;
      throw error;
    }
    const tokens = tokensOf(answer, secrets.tokens);
    const { spaceId, connectionId } = seen.place;
    const stored = await write(seen, async (tx) => {
      // What a person has entered meanwhile, and does not touch the tokens, stays.
      const now = await holdConnection(tx, spaceId, connectionId);
      if (now === undefined) return false;
      const sealer = { vault: deps.vault, tx };
      const latest = await openSecrets(sealer, seen.place, now.sealed);
      const sealed = await sealSecrets(sealer, seen.place, withTokens(latest, tokens));
      return storeTokens(tx, spaceId, {
        ...{ connectionId, fence: claim.fence, sealed, lifeSeconds: answer.lifeSeconds, facts: answer.facts },
        scopes: answer.scopes ?? (seen.row.scopes.length > 0 ? seen.row.scopes : wantedScopes(seen)),
        account: null,
      });
    });
    if (!stored) deps.log.warn('tokens came after the right to store them was lost', { connectionId });
  };

  /** Writes down how it failed: for good, which is told once, or for now. */
  const settle = async (seen: Held, claim: RenewalClaim, error: unknown): Promise<void> => {
    const { spaceId, connectionId } = seen.place;
    const failed = { connectionId, fence: claim.fence, error: failureText(error) };
    if (!isFinal(error)) {
      const backoff = delayAfter(claim.attempts, { firstMs: 1_000, maxMs: 5 * 60_000 }, Math.random());
      const asked = isHubError(error) ? (error.retryAfter ?? 0) * 1_000 : 0;
      await write(seen, (tx) => noteFailure(tx, spaceId, { ...failed, retryMs: Math.max(backoff, asked) }));
      return;
    }
    await write(seen, async (tx) => {
      if (!(await endGrant(tx, spaceId, failed))) return;
      const { connector, name } = seen.row;
      const data = { connectionId, connector, name, reason: failed.error };
      await deps.events.publish(tx, spaceId, [
        { type: 'connection.needs-reauth', subject: connectionId, data },
      ]);
    });
  };

  const go = async (seen: Held, clientOf: ClientOf): Promise<Held> => {
    const bell = openBell();
    const unhook = deps.hints.on(connectionsTopic, bell.ring);
    const deadline = deps.clock.monotonic() + patienceMs;
    try {
      for (;;) {
        const claim = await takeTurn(seen);
        if (claim !== undefined) {
          await carryOut(seen, claim, clientOf);
          return await deps.held.read(seen.place);
        }
        const now = await deps.held.read(seen.place);
        if (now.row.tokenVersion !== seen.row.tokenVersion || now.row.state !== 'ready') return now;
        if (now.row.msOfLease === 0 && now.row.msToRetry > 0) throw notYet(now);
        if (deps.clock.monotonic() > deadline) throw notYet(now);
        await bell.wait(Math.min(pollMs, Math.max(5, now.row.msOfLease)));
      }
    } finally {
      unhook();
    }
  };

  const underWay = new Map<string, Promise<Held>>();
  return {
    /** `seen` says which tokens are to be replaced: when others are there already, nothing is asked. */
    renewed: (seen: Held, clientOf: ClientOf): Promise<Held> => {
      const name = `${seen.place.connectionId} ${seen.row.tokenVersion}`;
      const running = underWay.get(name);
      if (running !== undefined) return running;
      const flight = go(seen, clientOf).finally(() => underWay.delete(name));
      underWay.set(name, flight);
      return flight;
    },
    /** Lets what is under way finish: a token that nobody stores is lost. */
    settled: async (): Promise<void> => {
      await Promise.allSettled(underWay.values());
    },
  };
};

export type Renewals = ReturnType<typeof openRenewal>;

/** The provider's last word, or an entry that no other try makes right. */
const isFinal = (error: unknown): boolean =>
  isHubError(error, 'oauth_refused') || isHubError(error, 'input_invalid');

/** A server that rotates no refresh tokens sends none: the old one goes on. */
export const tokensOf = (answer: TokenAnswer, before: StoredTokens | undefined): StoredTokens => {
  const refresh = answer.refresh ?? before?.refresh;
  return { access: answer.access, ...(refresh === undefined ? {} : { refresh }) };
};

/** What the person who made the connection chose, and what the other side has asked for since. */
export const wantedScopes = ({ row }: Pick<Held, 'row'>): readonly string[] => [
  ...new Set([...Object.values(row.alternative).flat(), ...row.neededScopes]),
];

const notYet = ({ row }: Held): HubError =>
  new HubError(
    'oauth_failed',
    `The token of the connection "${row.name}" could not be renewed yet${row.lastError === null ? '' : `: ${row.lastError}`}`,
    { retryAfter: Math.max(1, Math.ceil(row.msToRetry / 1_000)) },
  );
