import type { Clock, Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { openTrusted } from '../../platform/trusted.ts';
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
  const known = openTrusted<KnownEndpoint | undefined>({ clock: deps.clock, most: mostKnown });

  const read = async (space: string, name: string): Promise<KnownEndpoint | undefined> => {
    const row = await deps.db.readAsSystem((tx) => findByAddress(tx, space, name));
    return row === undefined ? undefined : { ...row, secrets: await openHookSecrets(deps, row, row.sealed) };
  };

  const unhook = deps.hints.on(hooksTopic, known.forget);
  return {
    at: async (space, name) => {
      if (!word.test(space) || !word.test(name)) return undefined;
      return known.get(`${space} ${name}`, () => read(space, name));
    },
    close: unhook,
  };
};
