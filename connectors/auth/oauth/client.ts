import { HubError } from '../../../core/errors.ts';
import { grantIn, tokenAuthMethods, type ChosenGrant, type OAuthScheme } from '../fields.ts';
import { requireSafeUrl } from '../../../platform/oauth/address.ts';
import type { RegisteredClient } from '../secrets.ts';
import type { Discovery, ProviderMetadata } from '../../../platform/oauth/discovery.ts';

type TokenAuth = (typeof tokenAuthMethods)[number];
type Fields = Readonly<Record<string, string>>;

/** One connection as a client of its provider: every address known, or known to be missing. */
export interface OAuthClient {
  readonly grant: ChosenGrant;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly tokenAuth: TokenAuth;
  readonly urls: Readonly<Partial<Record<OAuthUrl, string>>>;
  /** Undefined when no discovery document names one. */
  readonly issuer: string | undefined;
  /** The provider promises to name itself when it sends the browser back (RFC 9207). */
  readonly namesItself: boolean;
  /** What it takes of PKCE; undefined when it does not say. */
  readonly challengeMethods: readonly string[] | undefined;
  readonly parameters: { readonly authorize: Fields; readonly token: Fields };
  /** The one server that the tokens are for; then PKCE is a must. */
  readonly resource: string | undefined;
  readonly person: { readonly username: string; readonly password: string };
}

export type OAuthUrl =
  'authorization' | 'token' | 'refresh' | 'device' | 'revocation' | 'userinfo' | 'registration';

export interface ClientParts {
  readonly scheme: OAuthScheme;
  readonly settings: Fields;
  readonly entered: Fields;
  /** Where the connector's server is: addresses of the document may be relative to it. */
  readonly base: string | undefined;
  readonly registered?: RegisteredClient | undefined;
  /** The address of the document in which the hub says who it is, where others can read it. */
  readonly clientDocument?: string | undefined;
}

export const resolveClient = async (discovery: Discovery, parts: ClientParts): Promise<OAuthClient> => {
  const { scheme, settings, entered } = parts;
  const grant = grantIn(scheme, settings);
  const metadata = scheme.type === 'openIdConnect' ? await discovery.of(scheme.discoveryUrl) : undefined;
  const resource = scheme.type === 'openIdConnect' ? scheme.resource : undefined;
  const toResource = resource === undefined ? {} : { resource };
  return {
    grant,
    ...identityOf(parts, resource === undefined ? undefined : metadata, metadata),
    urls: urlsOf(parts, grant, metadata),
    issuer: metadata?.issuer,
    namesItself: metadata?.authorization_response_iss_parameter_supported === true,
    challengeMethods: metadata?.code_challenge_methods_supported,
    parameters: {
      authorize: { ...parametersIn(settings['authorizeParameters']), ...toResource },
      token: { ...parametersIn(settings['tokenParameters']), ...toResource },
    },
    resource,
    person: { username: settings['username'] ?? '', password: entered['password'] ?? '' },
  };
};

type Identity = Pick<OAuthClient, 'clientId' | 'clientSecret' | 'tokenAuth'>;

/**
 * As whom the hub asks: the client that a person registered, else, where the provider `takes` such, the address of the
 * hub's own document, else what it registered itself as at this very issuer. None: it has still to register.
 */
const identityOf = (
  { settings, entered, registered, clientDocument }: ClientParts,
  takes: ProviderMetadata | undefined,
  metadata: ProviderMetadata | undefined,
): Identity => {
  const { clientId } = settings as { clientId?: string };
  const clientSecret = entered['clientSecret'];
  if (
    clientId === undefined &&
    takes?.client_id_metadata_document_supported === true &&
    clientDocument !== undefined
  )
    return { clientId: clientDocument, clientSecret: undefined, tokenAuth: 'none' };
  if (clientId === undefined && takes !== undefined && registered?.issuer === takes.issuer)
    return {
      clientId: registered.clientId,
      clientSecret: registered.clientSecret,
      tokenAuth: registered.tokenAuth,
    };
  return {
    clientId: clientId ?? '',
    clientSecret,
    tokenAuth: tokenAuthOf(settings['tokenAuth'], clientSecret, metadata),
  };
};

/** Without a discovery document in the body: the standard wants the header, but most providers take only the body. */
const tokenAuthOf = (
  chosen: string | undefined,
  secret: string | undefined,
  metadata: ProviderMetadata | undefined,
): TokenAuth => {
  const method = tokenAuthMethods.find((known) => known === chosen);
  if (method !== undefined) return method;
  if (secret === undefined) return 'none';
  if (metadata === undefined) return 'client_secret_post';
  const offered = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return offered.includes('client_secret_basic') ? 'client_secret_basic' : 'client_secret_post';
};

const urlsOf = (
  { scheme, settings, base }: ClientParts,
  grant: ChosenGrant,
  metadata: ProviderMetadata | undefined,
): Partial<Record<OAuthUrl, string>> => {
  const plan = scheme.type === 'oauth2' && grant !== 'given' ? scheme.grants[grant] : undefined;
  const found: Record<OAuthUrl, string | undefined> = {
    authorization: settings['authorizationUrl'] ?? plan?.authorizationUrl ?? metadata?.authorization_endpoint,
    token: settings['tokenUrl'] ?? plan?.tokenUrl ?? metadata?.token_endpoint,
    refresh: settings['tokenUrl'] ?? plan?.refreshUrl ?? plan?.tokenUrl ?? metadata?.token_endpoint,
    device: settings['deviceUrl'] ?? plan?.deviceUrl ?? metadata?.device_authorization_endpoint,
    revocation: settings['revocationUrl'] ?? metadata?.revocation_endpoint,
    // Of a plain authorization server it says nothing about whose token it is.
    userinfo:
      scheme.type === 'openIdConnect' && scheme.resource !== undefined
        ? undefined
        : metadata?.userinfo_endpoint,
    registration: metadata?.registration_endpoint,
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, url]) =>
      url === undefined || url === '' ? [] : [[name, requireSafeUrl(url, `${name} URL`, base).href]],
    ),
  );
};

const parametersIn = (text: string | undefined): Fields =>
  Object.fromEntries(new URLSearchParams(text ?? ''));

export const requireUrl = (client: OAuthClient, name: OAuthUrl): string => {
  const url = client.urls[name];
  if (url !== undefined) return url;
  throw new HubError(
    'input_invalid',
    `The connector names no ${name} URL. Enter one in the settings of the connection.`,
  );
};
