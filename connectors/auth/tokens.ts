import type { SchemePlan, SecurityAlternative } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { grantIn, isOAuth, type OAuthScheme } from './fields.ts';
import type { Held, HeldConnections } from './held.ts';
import { resolveClient, type OAuthClient } from './oauth/client.ts';
import type { Discovery } from '../../platform/oauth/discovery.ts';
import type { Renewals } from './renewal.ts';

export type Schemes = Readonly<Record<string, SchemePlan>>;

export interface TokenParts {
  readonly held: HeldConnections;
  readonly renewal: Renewals;
  readonly discovery: Discovery;
  monotonic(): number;
  failed(error: unknown): void;
  readonly clientDocument: string | undefined;
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

export const clientOf = (
  parts: TokenParts,
  { row, secrets }: Held,
  scheme: NamedScheme,
): Promise<OAuthClient> =>
  resolveClient(parts.discovery, {
    scheme: scheme.plan,
    settings: row.settings[scheme.name] ?? {},
    entered: secrets.entered[scheme.name] ?? {},
    base: row.serverUrl ?? scheme.base,
    registered: secrets.registered,
    clientDocument: parts.clientDocument,
  });

/** Tokens of one issuer are never shown to another: a server that has moved to one has to be connected again. */
const clientForTokens = async (parts: TokenParts, held: Held, scheme: NamedScheme): Promise<OAuthClient> => {
  const client = await clientOf(parts, held, scheme);
  if (client.resource === undefined || isOfIssuer(held, client)) return client;
  throw new HubError(
    'oauth_refused',
    `The server names another provider now (${client.issuer ?? 'none'}). Connect again if that is meant.`,
    { details: { error: 'issuer_changed' } },
  );
};

/** Whether the tokens and the registration that a connection holds are of this client's issuer. */
export const isOfIssuer = ({ row }: Pick<Held, 'row'>, client: OAuthClient): boolean => {
  const { issuer } = row.facts as { issuer?: string };
  return issuer === undefined || issuer === client.issuer;
};

/** A token that has been renewed this recently and is refused was not refused for its age. */
const freshMs = 10_000;

const notReady: Readonly<Record<string, string>> = {
  needs_auth: 'has not been authorised yet. Open it and press "Connect"',
  needs_reauth: 'has to be authorised again. Open it and press "Connect"',
  revoked: 'was revoked. Connect it again, or use another one',
};

export const requireReady = ({ row }: Held): void => {
  const why = notReady[row.state];
  if (why === undefined) return;
  const reason = row.lastError === null ? '' : ` (${row.lastError})`;
  throw new HubError('connection_not_ready', `The connection "${row.name}" ${why}${reason}.`, {
    details: { connection: row.id, state: row.state },
  });
};

export interface WithToken {
  readonly held: Held;
  readonly token: string;
}

/** A token that can still be used, renewed before it ends; only when it has ended does the call wait for that. */
export const withToken = async (parts: TokenParts, one: Held, scheme: NamedScheme): Promise<WithToken> => {
  requireReady(one);
  if (grantIn(scheme.plan, one.row.settings[scheme.name] ?? {}) === 'given') {
    const token = one.secrets.entered[scheme.name]?.['accessToken'];
    if (token !== undefined) return { held: one, token };
  }
  const token = usable(parts, one);
  const renewed = () => parts.renewal.renewed(one, () => clientForTokens(parts, one, scheme));
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
export const otherToken = async (
  parts: TokenParts,
  scheme: NamedScheme,
  refused: { readonly one: Held; readonly token: string },
): Promise<WithToken | null> => {
  const one = await parts.held.read(refused.one.place);
  if (one.row.state !== 'ready') return null;
  const other = usable(parts, one);
  if (other !== undefined && other !== refused.token) return { held: one, token: other };
  const own = one.secrets.tokens?.refresh !== undefined || ownGrants.has(grantOf(scheme, one));
  if (!own || (one.row.msSinceRefresh ?? Infinity) < freshMs || one.row.msToRetry > 0) return null;
  const now = await parts.renewal.renewed(one, () => clientForTokens(parts, one, scheme));
  const token = now.row.state === 'ready' ? usable(parts, now) : undefined;
  return token === undefined ? null : { held: now, token };
};

const ownGrants: ReadonlySet<string> = new Set(['clientCredentials', 'password']);
const grantOf = (scheme: NamedScheme, { row }: Held): string =>
  grantIn(scheme.plan, row.settings[scheme.name] ?? {});

/** Not to the last moment: a request takes time to arrive, and clocks differ. */
const marginOf = (msOfLife: number): number => Math.min(5_000, msOfLife * 0.05);

const usable = (parts: TokenParts, { row, secrets, readAt }: Held): string | undefined => {
  const token = secrets.tokens?.access;
  if (token === undefined || row.msToExpiry === null) return token;
  const life = row.msToExpiry + (row.msSinceRefresh ?? 0);
  return row.msToExpiry - (parts.monotonic() - readAt) > marginOf(life) ? token : undefined;
};

const isDue = (parts: TokenParts, { row, readAt }: Held): boolean =>
  row.msToRefresh !== null &&
  row.msToRetry === 0 &&
  row.msOfLease === 0 &&
  row.msToRefresh - (parts.monotonic() - readAt) <= 0;
