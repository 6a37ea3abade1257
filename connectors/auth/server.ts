import type { ServerPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { requireSafeUrl } from '../../platform/oauth/address.ts';

export interface ChosenServer {
  readonly url: string | null;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Where the calls of a connection go: the address that was entered, else the first server of the connector, with its
 * variables filled in. Undefined when the connector names none that is absolute.
 */
export const serverOf = (servers: readonly ServerPlan[], chosen: ChosenServer): string | undefined => {
  if (chosen.url !== null) return chosen.url;
  const [server] = servers;
  if (server === undefined) return undefined;
  const url = server.url.replace(/\{([^{}]+)\}/g, (_whole, name: string) => valueOf(server, name, chosen));
  return URL.canParse(url) ? url : undefined;
};

const valueOf = (server: ServerPlan, name: string, { variables }: ChosenServer): string => {
  const plan = Object.hasOwn(server.variables, name) ? server.variables[name] : undefined;
  const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return given ?? plan?.fallback ?? '';
};

/** Throws for an address that credentials should not travel to, and for variables that the connector does not have. */
export const checkServer = (servers: readonly ServerPlan[], chosen: ChosenServer): void => {
  if (chosen.url !== null) requireSafeUrl(chosen.url, 'server address');
  const known = servers[0]?.variables ?? {};
  for (const [name, value] of Object.entries(chosen.variables)) {
    const variable = Object.hasOwn(known, name) ? known[name] : undefined;
    if (variable === undefined)
      throw wrong(
        name,
        `is no variable of the server; there are: ${Object.keys(known).join(', ') || 'none'}`,
      );
    if (variable.choices !== undefined && !variable.choices.includes(value))
      throw wrong(name, `must be one of ${variable.choices.join(', ')}`);
    // A variable is a piece of an address: with these signs in it, it would lead to another host.
    if (!/^[\w.~:/-]{1,200}$/.test(value) || value.includes('//') || value.includes('..'))
      throw wrong(name, 'must hold letters, digits, and . _ ~ : / - only');
  }
};

const wrong = (name: string, message: string): HubError =>
  new HubError('input_invalid', `"server.variables.${name}": ${message}.`, {
    problems: [{ path: `server.variables.${name}`, message }],
  });
