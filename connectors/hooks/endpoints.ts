import type { Clock, Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import type { KeyVault } from '../../platform/vault/vault.ts';
import { openHookSecrets, type HookSecrets } from './secrets.ts';
import { findByAddress, type KnownEndpointRow } from './store-endpoints.ts';

/** Rung in all processes when something about endpoints was written. */
export const hooksTopic = 'hooks';

/** An endpoint with its secrets open. */
export interface KnownEndpoint extends KnownEndpointRow {
  readonly secrets: HookSecrets;
}

export interface KnownEndpoints {
  /** As it was at most a second ago; undefined when there is none at this address. */
  at(space: string, name: string): Promise<KnownEndpoint | undefined>;
  close(): void;
}

const keepMs = 1_000;
const mostKnown = 2_000;
/** What no space and no endpoint can be called is not looked for. */
const word = /^[a-z0-9_-]{1,64}$/;

/** A busy endpoint would otherwise be read and opened for every webhook. */
export const openEndpoints = (deps: {
  readonly db: Db;
  readonly vault: Pick<KeyVault, 'seal' | 'open'>;
  readonly hints: Hints;
  readonly clock: Clock;
}): KnownEndpoints => {
  const known = new Map<
    string,
    { readonly endpoint: Promise<KnownEndpoint | undefined>; readonly until: number }
  >();

  const read = async (space: string, name: string): Promise<KnownEndpoint | undefined> => {
    const row = await deps.db.readAsSystem((tx) => findByAddress(tx, space, name));
    return row === undefined ? undefined : { ...row, secrets: await openHookSecrets(deps, row, row.sealed) };
  };

  const unhook = deps.hints.on(hooksTopic, () => known.clear());
  return {
    at: async (space, name) => {
      if (!word.test(space) || !word.test(name)) return undefined;
      const key = `${space} ${name}`;
      const before = known.get(key);
      if (before !== undefined && before.until > deps.clock.monotonic()) return before.endpoint;
      const endpoint = read(space, name);
      known.delete(key);
      known.set(key, { endpoint, until: deps.clock.monotonic() + keepMs });
      if (known.size > mostKnown) known.delete(known.keys().next().value ?? key);
      endpoint.catch(() => {
        if (known.get(key)?.endpoint === endpoint) known.delete(key);
      });
      return endpoint;
    },
    close: unhook,
  };
};
