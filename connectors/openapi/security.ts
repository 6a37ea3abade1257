import type { OAuthGrant, OAuthGrantPlan, SchemePlan, SecurityAlternative } from '../../core/connector.ts';
import { follow } from './pointer.ts';
import { isTree, listOf, textOf, treeOf, wordOf, type Tree } from './tree.ts';

/** Schemes of 3.x (`components.securitySchemes`) and of 2.0 (`securityDefinitions`) alike. */
export const planSchemes = (root: Tree, notes: string[]): Record<string, SchemePlan> => {
  const given = {
    ...treeOf(root['securityDefinitions']),
    ...treeOf(treeOf(root['components'])['securitySchemes']),
  };
  const planned: Record<string, SchemePlan> = {};
  for (const [name, value] of Object.entries(given)) {
    const scheme = quietly(root, value);
    const plan = scheme === undefined ? undefined : planScheme(scheme);
    if (plan === undefined) {
      notes.push(`The security scheme "${name}" is of no type the hub knows; it is left out.`);
      continue;
    }
    const description = textOf(scheme?.['description']);
    planned[name] = description === undefined ? plan : { ...plan, description };
  }
  return planned;
};

const quietly = (root: Tree, value: unknown): Tree | undefined => {
  try {
    const found = follow(root, value);
    return isTree(found) ? found : undefined;
  } catch {
    return undefined;
  }
};

const planScheme = (scheme: Tree): SchemePlan | undefined => {
  switch (wordOf(scheme['type']).toLowerCase()) {
    case 'apikey': {
      const place = wordOf(scheme['in']).toLowerCase();
      const name = wordOf(scheme['name']);
      if (name === '' || (place !== 'query' && place !== 'header' && place !== 'cookie')) return undefined;
      return { type: 'apiKey', in: place, name };
    }
    case 'basic':
      return { type: 'basic' };
    case 'http':
      return planHttp(scheme);
    case 'mutualtls':
      return { type: 'mutualTLS' };
    case 'openidconnect': {
      const discoveryUrl = wordOf(scheme['openIdConnectUrl']);
      return discoveryUrl === '' ? undefined : { type: 'openIdConnect', discoveryUrl };
    }
    case 'oauth2':
      return {
        type: 'oauth2',
        grants: scheme['flow'] === undefined ? grants(treeOf(scheme['flows'])) : oldGrant(scheme),
      };
    default:
      return undefined;
  }
};

const planHttp = (scheme: Tree): SchemePlan => {
  const word = wordOf(scheme['scheme']);
  switch (word.toLowerCase()) {
    case 'basic':
      return { type: 'basic' };
    case 'digest':
      return { type: 'digest' };
    case 'bearer': {
      const format = textOf(scheme['bearerFormat']);
      return { type: 'bearer', ...(format === undefined ? {} : { format }) };
    }
    default:
      return { type: 'header', scheme: word };
  }
};

/** An implicit grant shows the token to the browser and gives no refresh: its addresses serve the code grant. */
const grantNames: Readonly<Record<string, OAuthGrant | undefined>> = {
  authorizationCode: 'authorizationCode',
  accessCode: 'authorizationCode',
  implicit: 'authorizationCode',
  clientCredentials: 'clientCredentials',
  application: 'clientCredentials',
  password: 'password',
  deviceAuthorization: 'deviceCode',
};

const grants = (flows: Tree): Partial<Record<OAuthGrant, OAuthGrantPlan>> => {
  const planned: Partial<Record<OAuthGrant, OAuthGrantPlan>> = {};
  for (const [name, value] of Object.entries(flows)) {
    const grant = grantNames[name];
    if (
      grant === undefined ||
      !isTree(value) ||
      (name === 'implicit' && flows['authorizationCode'] !== undefined)
    )
      continue;
    planned[grant] = grantPlan(value);
  }
  return planned;
};

const oldGrant = (scheme: Tree): Partial<Record<OAuthGrant, OAuthGrantPlan>> => {
  const grant = grantNames[wordOf(scheme['flow'])];
  return grant === undefined ? {} : { [grant]: grantPlan(scheme) };
};

const grantPlan = (flow: Tree): OAuthGrantPlan => {
  const scopes: Record<string, string> = {};
  for (const [scope, text] of Object.entries(treeOf(flow['scopes']))) scopes[scope] = wordOf(text);
  const addresses = {
    authorizationUrl: textOf(flow['authorizationUrl']),
    tokenUrl: textOf(flow['tokenUrl']),
    refreshUrl: textOf(flow['refreshUrl']),
    deviceUrl: textOf(flow['deviceAuthorizationUrl']),
  };
  const known = Object.entries(addresses).filter(([, address]) => address !== undefined && address !== '');
  return { ...Object.fromEntries(known), scopes };
};

/** The ways in of one operation. Schemes that the document does not explain cannot be used: such a way is left out. */
export const planSecurity = (
  given: unknown,
  schemes: Readonly<Record<string, SchemePlan>>,
  notes: string[],
): SecurityAlternative[] => {
  const alternatives: SecurityAlternative[] = [];
  for (const each of listOf(given)) {
    const needed = Object.entries(treeOf(each));
    const unknown = needed.find(([name]) => !Object.hasOwn(schemes, name));
    if (unknown !== undefined) {
      notes.push(`The document does not say what the security scheme "${unknown[0].slice(0, 100)}" is.`);
      continue;
    }
    alternatives.push(
      Object.fromEntries(
        needed.map(([name, scopes]) => [
          name,
          listOf(scopes).filter((scope): scope is string => typeof scope === 'string'),
        ]),
      ),
    );
  }
  return alternatives;
};
