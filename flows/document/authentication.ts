import { fieldsOf } from './fields.ts';
import { complain, type Reader } from './reading.ts';
import { hint } from './report.ts';
import { isText, named, unknownName } from './used.ts';
import { choice, list, oneOf, shape, text } from './values.ts';
import { isFields } from './words.ts';

/** The name of a secret that holds all of a policy's values. */
const secretName: Reader<string> = (spot, reading) => {
  const name = text(spot, reading);
  const { secrets } = reading.used;
  if (isText(spot) && !secrets.has(name)) complain(spot, reading, unknownName(name, 'secrets', secrets));
  return name;
};

/** Values in place, or `{ use: secret }`. */
const orSecret =
  (values: Reader<unknown>): Reader<unknown> =>
  (spot, reading) => {
    if (!isFields(spot.value) || !Object.hasOwn(spot.value, 'use')) return values(spot, reading);
    return { use: fieldsOf(spot, reading, { known: ['use'] }).read('use', secretName) };
  };

/** An authority stands at an address: the reader of addresses reads policies too, so that one cannot import the other. */
const authority: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (isText(spot) && !/^[A-Za-z][A-Za-z0-9+\-.]*:\/\//.test(value)) {
    complain(spot, reading, 'This is no address: it begins with its scheme, as in "https://example.com".');
  }
  return value;
};

const token = shape({ token: text, type: text }, 'token', 'type');

const oauthFields = {
  authority,
  grant: choice(
    'authorization_code',
    'client_credentials',
    'password',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ),
  client: shape({
    id: text,
    secret: text,
    assertion: text,
    authentication: choice(
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
    ),
  }),
  request: shape({ encoding: choice('application/x-www-form-urlencoded', 'application/json') }),
  issuers: list(text),
  scopes: list(text),
  audiences: list(text),
  username: text,
  password: text,
  subject: token,
  actor: token,
};

const endpoints = shape({ token: text, revocation: text, introspection: text });
const account = orSecret(shape({ username: text, password: text }, 'username', 'password'));

const pem: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (isText(spot) && !value.includes('${') && !value.includes('-----BEGIN CERTIFICATE-----'))
    complain(spot, reading, 'This is no certificate in PEM: it begins with "-----BEGIN CERTIFICATE-----".');
  return value;
};

/** Whoever reads the flow would have it. */
const privateKey: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (isText(spot) && !value.includes('${'))
    complain(
      spot,
      reading,
      'A private key does not stand in a document. Keep certificate and key in a secret, and write { certificate: { use: name } }.',
    );
  return value;
};

const pair = shape({ certificate: pem, privateKey, ca: pem }, 'certificate', 'privateKey');

/** The standard names it, and leaves open what is in it: a pair in PEM, mostly that of a secret. */
const certificate: Reader<unknown> = (spot, reading) => {
  const given = orSecret(pair)(spot, reading);
  const secret = isFields(spot.value) ? spot.value['use'] : undefined;
  if (typeof secret === 'string' && reading.used.secrets.has(secret))
    reading.elsewhere.identities.push({ path: `${spot.path}/use`, secret });
  return given;
};

const schemes: Readonly<Record<string, Reader<unknown>>> = {
  basic: account,
  bearer: orSecret(shape({ token: text }, 'token')),
  certificate,
  digest: account,
  oauth2: orSecret(shape({ ...oauthFields, endpoints }, 'authority', 'grant')),
  oidc: orSecret(shape(oauthFields, 'authority', 'grant')),
};

/** How to authenticate, written out. */
export const authenticationPolicy: Reader<unknown> = (spot, reading) => {
  const chosen = oneOf(schemes)(spot, reading);
  return chosen === null ? {} : { [chosen.form]: chosen.value };
};

/** A policy written out, or `{ use: name }` for one of `use.authentications`, which then stands in its place. */
export const authentication: Reader<unknown> = (spot, reading) => {
  if (isText(spot)) {
    const known = [...reading.used.authentications.keys()];
    const name = known.includes(spot.value) ? ` Write { use: ${spot.value} }.` : hint(spot.value, known);
    complain(spot, reading, `This must be an object with a policy, but is a text.${name}`);
    return {};
  }
  if (!isFields(spot.value) || !Object.hasOwn(spot.value, 'use')) return authenticationPolicy(spot, reading);
  const used: Reader<unknown> = (at) => {
    text(at, reading);
    if (!isText(at)) return {};
    return named(at, reading, { section: 'authentications', entries: reading.used.authentications }) ?? {};
  };
  return fieldsOf(spot, reading, { known: ['use'] }).read('use', used);
};
