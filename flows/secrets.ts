import { HubError } from '../core/errors.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { FlowDeps } from './deps.ts';
import { readSecrets } from './store-secrets.ts';

export interface SecretPlace {
  readonly spaceId: string;
  readonly name: string;
}

const placeOf = ({ spaceId, name }: SecretPlace) => ({
  spaceId,
  table: 'flow_secrets',
  column: 'sealed',
  row: name,
});

export interface Sealer {
  readonly vault: FlowDeps['vault'];
  readonly tx: Tx;
}

/** Any JSON: a text, or an object with the fields that an authentication asks for. */
export const sealSecret = ({ vault, tx }: Sealer, place: SecretPlace, value: unknown): Promise<string> =>
  vault.seal(placeOf(place), JSON.stringify(value), tx);

export interface Secrets {
  /** By name, for one run. Throws when one of them is missing. */
  values(spaceId: string, names: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
}

export const openSecrets = (deps: { readonly db: Db; readonly vault: FlowDeps['vault'] }): Secrets => ({
  values: async (spaceId, names) => {
    if (names.length === 0) return {};
    const rows = await deps.db.readInSpace(spaceId, (tx) => readSecrets(tx, spaceId, names));
    const missing = names.filter((name) => !rows.some((row) => row.name === name));
    if (missing.length > 0) {
      const said = missing.map((name) => `"${name}"`).join(', ');
      throw new HubError('not_found', `This space has no secret ${said}. Set it under Secrets.`);
    }
    const opened = await Promise.all(
      rows.map(async ({ name, sealed }): Promise<[string, unknown]> => [
        name,
        JSON.parse(await deps.vault.open(placeOf({ spaceId, name }), sealed)) as unknown,
      ]),
    );
    return Object.fromEntries(opened);
  },
});
