import type { OAuthGrant, SchemePlan } from '../../core/connector.ts';

/** One field of the form by which a person enters what a scheme needs. */
export interface AuthField {
  readonly name: string;
  readonly label: string;
  /** Sealed, and never shown again. */
  readonly secret: boolean;
  readonly required: boolean;
  readonly help: string;
  readonly choices?: readonly string[];
  /** An address that secrets travel to: when it changes, they have to be entered again. */
  readonly address?: boolean;
}

/** `given`: somebody got a token in another way and enters it. */
export type ChosenGrant = OAuthGrant | 'given';
export const tokenAuthMethods = ['client_secret_post', 'client_secret_basic', 'none'] as const;

const secret = (name: string, label: string, help: string): AuthField => ({
  ...{ name, label, help },
  secret: true,
  required: true,
});
const setting = (name: string, label: string, help: string): AuthField => ({
  ...{ name, label, help },
  secret: false,
  required: true,
});
const optional = (field: AuthField): AuthField => ({ ...field, required: false });
const address = (name: string, label: string): AuthField => ({
  ...optional(setting(name, label, 'Only where the document of the connector says none, or the wrong one.')),
  address: true,
});

export type OAuthScheme = Extract<SchemePlan, { readonly type: 'oauth2' | 'openIdConnect' }>;
export const isOAuth = (scheme: SchemePlan): scheme is OAuthScheme =>
  scheme.type === 'oauth2' || scheme.type === 'openIdConnect';

const grantOrder: readonly OAuthGrant[] = [
  'authorizationCode',
  'clientCredentials',
  'deviceCode',
  'password',
];

/** The grants that a connection can be made with, the usual one first. */
export const grantsOf = (scheme: OAuthScheme): readonly ChosenGrant[] => {
  const offered =
    scheme.type === 'openIdConnect' ? grantOrder : grantOrder.filter((grant) => scheme.grants[grant]);
  return [...offered, 'given'];
};

const oauthFields = (scheme: OAuthScheme, grant: ChosenGrant): readonly AuthField[] => [
  {
    ...optional(setting('grant', 'How the hub gets a token', 'The first one when left out.')),
    choices: grantsOf(scheme),
  },
  ...(grant === 'given'
    ? [secret('accessToken', 'Access token', 'Used as it is, until the other side refuses it.')]
    : clientFields(grant, knowsItself(scheme))),
];

/** The hub may make itself known to the provider: then nobody has to register an application there. */
const knowsItself = (scheme: OAuthScheme): boolean =>
  scheme.type === 'openIdConnect' && scheme.resource !== undefined;

const clientFields = (grant: OAuthGrant, own: boolean): readonly AuthField[] => [
  own
    ? optional(
        setting('clientId', 'Client id', 'Only where the provider wants one that you registered there.'),
      )
    : setting('clientId', 'Client id', 'From the application that you registered at the provider.'),
  optional(secret('clientSecret', 'Client secret', 'None for a public client.')),
  ...(grant === 'password'
    ? [
        setting('username', 'User name', 'Whose account is used.'),
        secret('password', 'Password', 'Sent to the token URL only.'),
      ]
    : []),
  {
    ...optional(
      setting(
        'tokenAuth',
        'How the client signs in',
        'In the body of the token request, unless the provider wants it otherwise.',
      ),
    ),
    choices: tokenAuthMethods,
  },
  ...(grant === 'authorizationCode' ? [address('authorizationUrl', 'Authorization URL')] : []),
  ...(grant === 'deviceCode' ? [address('deviceUrl', 'Device authorization URL')] : []),
  address('tokenUrl', 'Token URL'),
  address('revocationUrl', 'Revocation URL'),
  ...(grant === 'authorizationCode'
    ? [
        optional(
          setting(
            'authorizeParameters',
            'Further parameters of the sign-in page',
            'As in an address: access_type=offline&prompt=consent',
          ),
        ),
      ]
    : []),
  optional(
    setting(
      'tokenParameters',
      'Further parameters of the token request',
      'As in an address: audience=https://api.example.com',
    ),
  ),
];

/** The form of a scheme. For OAuth it depends on the grant; the first that is offered when none is chosen yet. */
export const fieldsOf = (scheme: SchemePlan, grant?: ChosenGrant): readonly AuthField[] => {
  switch (scheme.type) {
    case 'apiKey':
      return [secret('key', scheme.name, `Sent as ${scheme.in} "${scheme.name}".`)];
    case 'basic':
    case 'digest':
      return [
        setting('username', 'User name', 'Must not hold a colon.'),
        optional(secret('password', 'Password', 'Some services want none beside a key as user name.')),
      ];
    case 'bearer':
      return [secret('token', 'Token', 'Sent as "Authorization: Bearer …".')];
    case 'header':
      return [
        secret(
          'value',
          `Authorization header (${scheme.scheme})`,
          `The whole value, with "${scheme.scheme}" in front.`,
        ),
      ];
    case 'mutualTLS':
      return [
        secret('certificate', 'Client certificate', 'PEM, with its intermediate certificates.'),
        secret('privateKey', 'Private key', 'PEM, without a passphrase.'),
        optional(setting('ca', 'Certificate authority of the server', 'PEM; only when it is a private one.')),
      ];
    case 'oauth2':
    case 'openIdConnect':
      return oauthFields(scheme, grant ?? grantsOf(scheme)[0] ?? 'given');
    default:
      return scheme satisfies never;
  }
};

/** The grant that the settings of a connection choose. */
export const grantIn = (scheme: OAuthScheme, settings: Readonly<Record<string, string>>): ChosenGrant => {
  const offered = grantsOf(scheme);
  return offered.find((grant) => grant === settings['grant']) ?? offered[0] ?? 'given';
};
