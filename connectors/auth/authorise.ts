import type { SchemePlan, SecurityAlternative } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { answerChallenge } from '../../platform/digest.ts';
import { openDiscovery } from '../../platform/oauth/discovery.ts';
import { sentSecret, type SentSecret } from '../wire/conceal.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import {
  applyScheme,
  pickAlternative,
  travelling,
  unsigned,
  type SchemeValues,
  type Signed,
} from './apply.ts';
import { openHeldConnections, type Held, type HeldConnections, type HeldDeps } from './held.ts';
import type { OAuthClient } from './oauth/client.ts';
import { openRenewal, type RenewalDeps } from './renewal.ts';
import type { ConnectionPlace } from './secrets.ts';
import {
  clientOf,
  oauthIn,
  otherToken,
  requireReady,
  withToken,
  type NamedScheme,
  type Schemes,
  type TokenParts,
} from './tokens.ts';

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
  /** All that went along so far. What the other side says of the call may hold it. */
  secrets(): readonly SentSecret[];
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

export type AuthoriserDeps = Omit<RenewalDeps, 'held'> &
  HeldDeps & {
    /** Where the hub says who it is, for providers that read that. */
    readonly clientDocument?: string | undefined;
  };

export const openAuthoriser = (deps: AuthoriserDeps): Authoriser => {
  const held = openHeldConnections(deps);
  const parts: TokenParts = {
    held,
    renewal: openRenewal({ ...deps, held }),
    discovery: openDiscovery(deps),
    monotonic: deps.clock.monotonic,
    clientDocument: deps.clientDocument,
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

const authorise = async (parts: TokenParts, call: AuthoriseCall): Promise<Authorised> => {
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
  const secrets = [...enteredIn(one, plans), ...travelling(signed)];
  return {
    ...signed,
    secrets: () => secrets,
    afterRefusal: async (wwwAuthenticate) => {
      const digest = plans.find(({ plan }) => plan.type === 'digest');
      if (digest !== undefined) {
        const { username = '', password = '' } = valuesOf(one, digest.name, undefined);
        return answerChallenge(signed.request, wwwAuthenticate, { username, password });
      }
      const next =
        oauth === undefined || token === undefined ? null : await otherToken(parts, oauth, { one, token });
      if (next === null) return null;
      const again = sign(next.held, next.token);
      secrets.push(...travelling(again));
      return again.request;
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

/** What a person entered, beside how it travels: a password is not found in the header that is made of it. */
const enteredIn = ({ secrets }: Held, plans: readonly NamedPlan[]): SentSecret[] =>
  plans.flatMap(({ name, plan }) =>
    Object.values(secrets.entered[name] ?? {}).map((value) =>
      sentSecret(value, plan.type === 'apiKey' ? plan.name : undefined),
    ),
  );

const valuesOf = ({ row, secrets }: Held, scheme: string, token: string | undefined): SchemeValues => ({
  ...row.settings[scheme],
  ...secrets.entered[scheme],
  ...(token === undefined ? {} : { accessToken: token }),
});
