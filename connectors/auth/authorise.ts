import type { SchemePlan, SecurityAlternative } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import { applyScheme, pickAlternative, unsigned, type SchemeValues, type Signed } from './apply.ts';
import { answerChallenge } from './digest.ts';
import { grantIn, isOAuth, type OAuthScheme } from './fields.ts';
import { openHeldConnections, type Held, type HeldConnections, type HeldDeps } from './held.ts';
import { resolveClient, type OAuthClient } from './oauth/client.ts';
import { openDiscovery, type Discovery } from './oauth/discovery.ts';
import { openRenewal, type RenewalDeps, type Renewals } from './renewal.ts';
import type { ConnectionPlace } from './secrets.ts';

type Schemes = Readonly<Record<string, SchemePlan>>;

export interface AuthoriseCall {
  readonly spaceId: string;
  readonly connectionId: string;
  readonly schemes: Schemes;
  /** Of the operation. Empty: the document names none, and gets what the connection has. */
  readonly security: readonly SecurityAlternative[];
  readonly request: WireRequest;
  /** Where the connector's server is: addresses in its schemes may be relative to it. */
  readonly base?: string;
}

export interface Authorised extends Signed {
  /**
   * For the one refusal with 401: give it the `WWW-Authenticate` of the answer, and send the request that it gives
   * once more. Null when another try makes no sense. It answers digest challenges and renews refused tokens.
   */
  afterRefusal(wwwAuthenticate: readonly string[]): Promise<WireRequest | null>;
}

export interface Authoriser {
  authorise(call: AuthoriseCall): Promise<Authorised>;
  /** The access token of an OAuth connection, renewed when it is due; null when the connection has none. */
  accessToken(place: ConnectionPlace, schemes: Schemes, base?: string): Promise<string | null>;
  /** The connection as a client of its provider. */
  clientOf(held: Held, scheme: NamedScheme): Promise<OAuthClient>;
  readonly held: HeldConnections;
  /** Lets renewals under way finish: tokens that nobody stores are lost. */
  stop(): Promise<void>;
}

export type AuthoriserDeps = Omit<RenewalDeps, 'held'> & HeldDeps;

/** A token that has been renewed this recently and is refused was not refused for its age. */
const freshMs = 10_000;

export const openAuthoriser = (deps: AuthoriserDeps): Authoriser => {
  const held = openHeldConnections(deps);
  const parts: Parts = {
    held,
    renewal: openRenewal({ ...deps, held }),
    discovery: openDiscovery(deps),
    monotonic: deps.clock.monotonic,
    failed: (error) => deps.log.info('a token could not be renewed ahead of time', { error }),
  };

  return {
    held,
    clientOf: (one, scheme) => clientOf(parts, one, scheme),
    authorise: (call) => authorise(parts, call),
    accessToken: async (place, schemes, base) => {
      const one = await held.get(place);
      const scheme = oauthIn(one.row.alternative, schemes, base);
      return scheme === undefined ? null : (await withToken(parts, one, scheme)).token;
    },
    stop: async () => {
      held.close();
      await parts.renewal.settled();
    },
  };
};

interface Parts {
  readonly held: HeldConnections;
  readonly renewal: Renewals;
  readonly discovery: Discovery;
  monotonic(): number;
  failed(error: unknown): void;
}

export interface NamedScheme {
  readonly name: string;
  readonly plan: OAuthScheme;
  readonly base: string | undefined;
}

/** A connection holds one OAuth authorisation at most. */
export const oauthIn = (
  alternative: SecurityAlternative,
  schemes: Schemes,
  base?: string,
): NamedScheme | undefined => {
  for (const name of Object.keys(alternative)) {
    const plan = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
    if (plan !== undefined && isOAuth(plan)) return { name, plan, base };
  }
  return undefined;
};

const clientOf = (parts: Parts, { row, secrets }: Held, scheme: NamedScheme): Promise<OAuthClient> =>
  resolveClient(parts.discovery, {
    scheme: scheme.plan,
    settings: row.settings[scheme.name] ?? {},
    entered: secrets.entered[scheme.name] ?? {},
    base: row.serverUrl ?? scheme.base,
  });

const authorise = async (parts: Parts, call: AuthoriseCall): Promise<Authorised> => {
  const { request, schemes, security, spaceId, connectionId } = call;
  let one = await parts.held.get({ spaceId, connectionId });
  requireReady(one);
  const alternative = pickAlternative(security, one.row.alternative);
  if (alternative === undefined) {
    const wanted = security.map((each) => Object.keys(each).join(' and ')).join(', or ');
    throw new HubError(
      'connection_not_ready',
      `This operation wants ${wanted}; the connection "${one.row.name}" holds ${Object.keys(one.row.alternative).join(' and ')}. Use another connection.`,
    );
  }
  const plans = plansOf(alternative, schemes);
  const oauth = oauthIn(alternative, schemes, call.base);
  let token: string | undefined;
  if (oauth !== undefined) ({ held: one, token } = await withToken(parts, one, oauth));
  const sign = (with_: Held, bearer: string | undefined): Signed =>
    plans.reduce<Signed>(
      (signed, { name, plan }) => applyScheme(signed, plan, valuesOf(with_, name, bearer)),
      unsigned(request),
    );
  const signed = sign(one, token);
  return {
    ...signed,
    afterRefusal: async (wwwAuthenticate) => {
      const digest = plans.find(({ plan }) => plan.type === 'digest');
      if (digest !== undefined) {
        const { username = '', password = '' } = valuesOf(one, digest.name, undefined);
        return answerChallenge(signed.request, wwwAuthenticate, { username, password });
      }
      const next =
        oauth === undefined || token === undefined ? null : await otherToken(parts, oauth, { one, token });
      return next === null ? null : sign(next.held, next.token).request;
    },
  };
};

interface NamedPlan {
  readonly name: string;
  readonly plan: SchemePlan;
}

const plansOf = (alternative: SecurityAlternative, schemes: Schemes): readonly NamedPlan[] =>
  Object.keys(alternative).map((name) => {
    const plan = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
    if (plan !== undefined) return { name, plan };
    throw new HubError(
      'connection_not_ready',
      `The connector has no security scheme "${name}" any more. Make the connection anew.`,
    );
  });

const valuesOf = ({ row, secrets }: Held, scheme: string, token: string | undefined): SchemeValues => ({
  ...row.settings[scheme],
  ...secrets.entered[scheme],
  ...(token === undefined ? {} : { accessToken: token }),
});

const notReady: Readonly<Record<string, string>> = {
  needs_auth: 'has not been authorised yet. Open it and press "Connect"',
  needs_reauth: 'has to be authorised again. Open it and press "Connect"',
  revoked: 'was revoked. Connect it again, or use another one',
};

const requireReady = ({ row }: Held): void => {
  const why = notReady[row.state];
  if (why === undefined) return;
  const reason = row.lastError === null ? '' : ` (${row.lastError})`;
  throw new HubError('connection_not_ready', `The connection "${row.name}" ${why}${reason}.`, {
    details: { connection: row.id, state: row.state },
  });
};

interface WithToken {
  readonly held: Held;
  readonly token: string;
}

/** A token that can still be used, renewed before it ends; only when it has ended does the call wait for that. */
const withToken = async (parts: Parts, one: Held, scheme: NamedScheme): Promise<WithToken> => {
  requireReady(one);
  if (grantIn(scheme.plan, one.row.settings[scheme.name] ?? {}) === 'given') {
    const token = one.secrets.entered[scheme.name]?.['accessToken'];
    if (token !== undefined) return { held: one, token };
  }
  const token = usable(parts, one);
  const renewed = () => parts.renewal.renewed(one, () => clientOf(parts, one, scheme));
  if (token !== undefined) {
    // Ahead of time nobody waits: the old token serves until the new one is there.
    if (isDue(parts, one)) void renewed().catch(parts.failed);
    return { held: one, token };
  }
  const now = await renewed();
  requireReady(now);
  const fresh = usable(parts, now);
  if (fresh !== undefined) return { held: now, token: fresh };
  throw new HubError(
    'oauth_failed',
    `The provider gave the connection "${now.row.name}" a token that has ended already.`,
  );
};

/** For a token that was refused: the one that others have got meanwhile, or a new one; null when there can be none. */
const otherToken = async (
  parts: Parts,
  scheme: NamedScheme,
  refused: { readonly one: Held; readonly token: string },
): Promise<WithToken | null> => {
  const one = await parts.held.read(refused.one.place);
  if (one.row.state !== 'ready') return null;
  const other = usable(parts, one);
  if (other !== undefined && other !== refused.token) return { held: one, token: other };
  const own = one.secrets.tokens?.refresh !== undefined || ownGrants.has(grantOf(scheme, one));
  if (!own || (one.row.msSinceRefresh ?? Infinity) < freshMs || one.row.msToRetry > 0) return null;
  const now = await parts.renewal.renewed(one, () => clientOf(parts, one, scheme));
  const token = now.row.state === 'ready' ? usable(parts, now) : undefined;
  return token === undefined ? null : { held: now, token };
};

const ownGrants: ReadonlySet<string> = new Set(['clientCredentials', 'password']);
const grantOf = (scheme: NamedScheme, { row }: Held): string =>
  grantIn(scheme.plan, row.settings[scheme.name] ?? {});

/** Not to the last moment: a request takes time to arrive, and clocks differ. */
const marginOf = (msOfLife: number): number => Math.min(5_000, msOfLife * 0.05);

const usable = (parts: Parts, { row, secrets, readAt }: Held): string | undefined => {
  const token = secrets.tokens?.access;
  if (token === undefined || row.msToExpiry === null) return token;
  const life = row.msToExpiry + (row.msSinceRefresh ?? 0);
  return row.msToExpiry - (parts.monotonic() - readAt) > marginOf(life) ? token : undefined;
};

const isDue = (parts: Parts, { row, readAt }: Held): boolean =>
  row.msToRefresh !== null &&
  row.msToRetry === 0 &&
  row.msOfLease === 0 &&
  row.msToRefresh - (parts.monotonic() - readAt) <= 0;
