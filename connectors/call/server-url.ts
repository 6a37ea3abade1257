import type { ServerPlan, ServerVariable } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { requireSafeUrl } from '../../platform/oauth/address.ts';

export interface ChosenServer {
  /** The connection's own address, instead of those of the document. */
  readonly url: string | null;
  readonly variables: Readonly<Record<string, string>>;
  /** What the provider said beside the token. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** The address that an operation's path is added to. */
export const serverUrl = (
  servers: readonly ServerPlan[],
  chosen: ChosenServer,
  connector: string,
): string => {
  const [first] = servers;
  const template = chosen.url ?? first?.url ?? '';
  const url = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const variable = first?.variables[name];
    const value = chosen.variables[name] ?? factFor(variable, chosen) ?? variable?.fallback;
    if (value === undefined || value === '')
      throw new HubError(
        'connection_not_ready',
        `The address ${template} needs a value for "${name}". Set it in the connection.`,
      );
    if (variable?.choices !== undefined && variable.choices.length > 0 && !variable.choices.includes(value))
      throw new HubError(
        'connection_not_ready',
        `"${name}" of the connection must be one of ${variable.choices.join(', ')}.`,
      );
    return value;
  });
  if (!/^https?:\/\//i.test(url))
    throw new HubError(
      'connection_not_ready',
      `The document of "${connector}" does not say where its API lives ("${url.slice(0, 200)}"). Set the server address in the connection.`,
    );
  return url;
};

/** An address that the provider names gets the token, so it is held to the same rules as one that a person enters. */
const factFor = (variable: ServerVariable | undefined, { facts }: ChosenServer): string | undefined => {
  const fact = variable?.fact === undefined ? undefined : facts?.[variable.fact];
  return fact?.includes('://') === true ? requireSafeUrl(fact, 'server address').origin : fact;
};
