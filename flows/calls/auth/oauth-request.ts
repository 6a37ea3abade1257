import { createSecretKey, randomUUID } from 'node:crypto';
import type { Clock } from '../../../core/ports.ts';
import { clientHeader } from '../../../platform/oauth/client-header.ts';
import { signToken } from '../../../platform/signed-token.ts';
import { taskFault } from '../../engine/fault.ts';
import { fieldsIn, isFields, textIn, textOrNone, wrong, type Fields } from '../given.ts';

export interface TokenRequest {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What a token endpoint is sent for a policy. */
export const tokenRequest = async (fields: Fields, tokenUrl: string, clock: Clock): Promise<TokenRequest> => {
  const form: [string, string][] = grantOf(fields);
  const scopes = textsIn(fields, 'scopes');
  if (scopes.length > 0) form.push(['scope', scopes.join(' ')]);
  for (const audience of textsIn(fields, 'audiences')) form.push(['audience', audience]);
  const headers: Record<string, string> = { accept: 'application/json' };
  const client = await clientOf(fields, tokenUrl, clock);
  if (client.header !== undefined) headers['authorization'] = client.header;
  form.push(...client.form);
  if (encodingOf(fields) === 'application/json') {
    headers['content-type'] = 'application/json';
    return { headers, body: JSON.stringify(Object.fromEntries(form)) };
  }
  headers['content-type'] = 'application/x-www-form-urlencoded';
  return { headers, body: new URLSearchParams(form).toString() };
};

const grantOf = (fields: Fields): [string, string][] => {
  const grant = textIn(fields, 'grant');
  switch (grant) {
    case 'client_credentials':
      return [['grant_type', grant]];
    case 'password':
      return [
        ['grant_type', grant],
        ['username', textIn(fields, 'username')],
        ['password', textIn(fields, 'password')],
      ];
    case tokenExchange:
      return [
        ['grant_type', grant],
        ...tokenOf(fieldsIn(fields, 'subject'), 'subject'),
        ...(fields['actor'] === undefined ? [] : tokenOf(fieldsIn(fields, 'actor'), 'actor')),
      ];
    case 'authorization_code':
    case 'refresh_token':
      throw taskFault(
        'configuration',
        `The grant "${grant}" needs a person who agrees once. Make a connection for the connector of this API, and call its operation.`,
      );
    default:
      throw wrong('grant', grant, `one of client_credentials, password and ${tokenExchange}`);
  }
};

const tokenOf = (fields: Fields, name: string): [string, string][] => [
  [`${name}_token`, textIn(fields, `${name}.token`)],
  [`${name}_token_type`, tokenType(textIn(fields, `${name}.type`))],
];

/** `access_token` is what RFC 8693 writes as a name of its own. */
const tokenType = (type: string): string =>
  type.includes(':') ? type : `urn:ietf:params:oauth:token-type:${type}`;

interface ClientSaid {
  readonly header?: string;
  readonly form: [string, string][];
}

const clientOf = async (fields: Fields, tokenUrl: string, clock: Clock): Promise<ClientSaid> => {
  const client = fields['client'] === undefined ? {} : fieldsIn(fields, 'client');
  const method = textOrNone(client, 'client.authentication') ?? 'client_secret_post';
  const id = (): string => textIn(client, 'client.id');
  const secret = (): string => textIn(client, 'client.secret');
  switch (method) {
    case 'none':
      return { form: client['id'] === undefined ? [] : [['client_id', id()]] };
    case 'client_secret_basic':
      return { header: clientHeader(id(), secret()), form: [] };
    case 'client_secret_post':
      return {
        form: [
          ['client_id', id()],
          ['client_secret', secret()],
        ],
      };
    case 'private_key_jwt':
      return asserted(client, textIn(client, 'client.assertion'));
    case 'client_secret_jwt':
      return asserted(
        client,
        textOrNone(client, 'client.assertion') ?? (await ownAssertion(id(), secret(), { tokenUrl, clock })),
      );
    default:
      throw wrong(
        'client.authentication',
        method,
        'one of client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt and none',
      );
  }
};

const asserted = (client: Fields, assertion: string): ClientSaid => ({
  form: [
    ...(client['id'] === undefined ? [] : [['client_id', textIn(client, 'client.id')] as [string, string]]),
    ['client_assertion_type', assertionType],
    ['client_assertion', assertion],
  ],
});

const ownAssertion = (
  id: string,
  secret: string,
  { tokenUrl, clock }: { readonly tokenUrl: string; readonly clock: Clock },
): Promise<string> => {
  const iat = Math.floor(clock.now().getTime() / 1_000);
  const claims = { iss: id, sub: id, aud: tokenUrl, jti: randomUUID(), iat, exp: iat + 60 };
  return signToken({ alg: 'HS256', typ: 'JWT' }, claims, createSecretKey(Buffer.from(secret, 'utf8')));
};

const encodingOf = (fields: Fields): string => {
  const request = fields['request'];
  return (
    (isFields(request) ? textOrNone(request, 'request.encoding') : undefined) ??
    'application/x-www-form-urlencoded'
  );
};

export const textsIn = (fields: Fields, name: string): readonly string[] => {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw wrong(name, value, 'a list of texts');
};
