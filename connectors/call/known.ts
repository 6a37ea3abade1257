import type { JsonSchema, OperationPlan } from '../../core/connector.ts';
import { HubError, type Problem } from '../../core/errors.ts';
import { keepNewest } from '../../core/keep-newest.ts';
import type { Clock, Hints } from '../../core/ports.ts';
import type { Validate } from '../../core/schema/schema-set.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { connectorsChanged } from '../deps.ts';
import type { ConnectorSettings } from '../settings.ts';
import { findConnector, readSettings, type Connector } from '../store-connectors.ts';
import {
  findOperation,
  lastVersionWith,
  operationPlaces,
  readFrame,
  type PlanFrame,
} from '../store-versions.ts';
import type { Answer } from '../wire/received.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import type { OperationChecks } from './operation-checks.ts';
import { findConnectionId, wantedKey, type Wanted } from './store.ts';

/** A connector as calls need it: its plan in memory, its checks compiled when first used. */
export interface KnownConnector {
  readonly name: string;
  readonly version: number;
  readonly origin: Connector['origin'];
  /** Another one when the version or the settings are. */
  readonly stamp: string;
  readonly frame: PlanFrame;
  /** What the schemas of its operations refer to. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly settings: ConnectorSettings;
  operation(name: string): Promise<KnownOperation>;
  /** Of all operations name, method and path, read anew each time. */
  places(): Promise<readonly Pick<OperationPlan, 'name' | 'method' | 'path'>[]>;
  /** The id of a connection, by its id or name, a person's own, or the default one; null when there is none. */
  connectionId(wanted: Wanted): Promise<string | null>;
}

export interface KnownOperation {
  readonly plan: OperationPlan;
  problems(input: unknown): readonly Problem[];
  /** The answer of the mock: as the document says, for those who have no account yet. */
  mock(request: WireRequest): Answer;
}

export interface KnownConnectors {
  get(spaceId: string, name: string): Promise<KnownConnector>;
  close(): void;
}

interface Entry {
  readonly connector: Promise<KnownConnector>;
  checkedAt: number;
}

/** A change is seen at once where the hint arrives, and everywhere after this. */
const trustMs = 1_000;
const mostConnectors = 200;
const mostOperations = 2_000;

export const openKnownConnectors = (deps: {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
}): KnownConnectors => {
  const entries = new Map<string, Entry>();
  const stop = deps.hints.on(connectorsChanged, () => {
    for (const entry of entries.values()) entry.checkedAt = Number.NEGATIVE_INFINITY;
  });

  const load = async (spaceId: string, name: string): Promise<KnownConnector> =>
    deps.db.readInSpace(spaceId, async (tx) => {
      const row = await findConnector(tx, spaceId, name);
      if (row?.version == null)
        throw new HubError('not_found', `There is no connector "${name}" in this space.`);
      const { frame, definitions } = await readFrame(tx, spaceId, { name, version: row.version });
      const settings = await readSettings(tx, spaceId, name);
      const loaded = { name, version: row.version, origin: row.origin, frame, definitions, settings };
      return {
        ...loaded,
        stamp: stampOf(row),
        places: () => deps.db.readInSpace(spaceId, (own) => operationPlaces(own, spaceId, loaded)),
        operation: rememberOperations(deps.db, { spaceId, ...loaded }),
        connectionId: rememberConnections(deps, { spaceId, name }),
      };
    });

  const renew = (key: string, spaceId: string, name: string): Entry => {
    const connector = load(spaceId, name);
    const entry: Entry = { connector, checkedAt: deps.clock.monotonic() };
    keepNewest(entries, { key, value: entry, most: mostConnectors });
    connector.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry;
  };

  return {
    get: async (spaceId, name) => {
      const key = `${spaceId} ${name}`;
      const entry = entries.get(key);
      if (entry === undefined) return renew(key, spaceId, name).connector;
      const now = deps.clock.monotonic();
      const connector = await entry.connector;
      if (now - entry.checkedAt < trustMs) return connector;
      const row = await deps.db.readInSpace(spaceId, (tx) => findConnector(tx, spaceId, name));
      if (row !== undefined && stampOf(row) === connector.stamp) {
        entry.checkedAt = now;
        return connector;
      }
      return renew(key, spaceId, name).connector;
    },
    close: stop,
  };
};

const stampOf = (row: { version: number | null; updatedAt: string }): string =>
  `${row.version ?? 0} ${row.updatedAt}`;

interface OperationsOf {
  readonly spaceId: string;
  readonly name: string;
  readonly version: number;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/** One that was there is told with where it was: a newer version has left it out. */
const noOperation = async (
  tx: Tx,
  spaceId: string,
  place: { readonly name: string; readonly operation: string },
): Promise<never> => {
  const { name: connector, operation } = place;
  const lastVersion = await lastVersionWith(tx, spaceId, place);
  const had = lastVersion === null ? '' : ` Version ${lastVersion} was the last that had it.`;
  throw new HubError('not_found', `The connector "${connector}" has no operation "${operation}".${had}`, {
    details: { connector, operation, ...(lastVersion !== null && { lastVersion }) },
  });
};

const rememberOperations = (
  db: Db,
  { spaceId, name, version, definitions }: OperationsOf,
): KnownConnector['operation'] => {
  const known = new Map<string, Promise<KnownOperation>>();
  let checks: OperationChecks | undefined;
  const load = async (operation: string): Promise<KnownOperation> => {
    const plan = await db.readInSpace(
      spaceId,
      async (tx) =>
        (await findOperation(tx, spaceId, { name, version, operation })) ??
        (await noOperation(tx, spaceId, { name, operation })),
    );
    const all = (checks ??= (await import('./operation-checks.ts')).openChecks(definitions));
    // Compiled by the first call that checks its input.
    let check: Validate | undefined;
    return {
      plan,
      problems: (input) => (check ??= all.compile(plan.input))(input),
      mock: (request) => all.mock(plan, request),
    };
  };
  return (operation) => {
    const before = known.get(operation);
    if (before !== undefined) return before;
    if (known.size >= mostOperations) known.clear();
    const loading = load(operation);
    known.set(operation, loading);
    loading.catch(() => known.delete(operation));
    return loading;
  };
};

const rememberConnections = (
  deps: { readonly db: Db; readonly clock: Clock },
  { spaceId, name }: { spaceId: string; name: string },
): KnownConnector['connectionId'] => {
  const known = new Map<string, { readonly id: Promise<string | null>; readonly until: number }>();
  return (wanted) => {
    const key = wantedKey(wanted);
    const now = deps.clock.monotonic();
    const before = known.get(key);
    if (before !== undefined && before.until > now) return before.id;
    const id = deps.db.readInSpace(spaceId, (tx) =>
      findConnectionId(tx, spaceId, { connector: name, wanted }),
    );
    if (known.size > mostOperations) known.clear();
    known.set(key, { id, until: now + trustMs });
    // That there is none is not remembered: whoever makes a connection calls with it in the next moment.
    id.then(
      (found) => found ?? known.delete(key),
      () => known.delete(key),
    );
    return id;
  };
};
