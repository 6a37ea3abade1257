import knexBuilder, { type Knex } from 'knex';
import pg from 'pg';
import { HubError } from '../../core/errors.ts';
import { idPattern } from '../ids.ts';
import { asHubError } from './failure.ts';

/** What a query may carry. Objects and arrays for json columns are passed as JSON text by the caller. */
export type Value =
  | string
  | number
  | boolean
  | Date
  | Buffer
  | null
  | readonly string[]
  | readonly number[]
  | readonly (string | null)[];

/**
 * One transaction. Statements written as text are prepared once per connection; `build` runs what the query
 * builder made, for lists whose filters are put together at run time.
 */
export interface Tx {
  query<Row extends object>(text: string, values?: readonly Value[]): Promise<Row[]>;
  /** For writes: how many rows it touched. */
  execute(text: string, values?: readonly Value[]): Promise<number>;
  build<Row extends object>(query: Knex.QueryBuilder): Promise<Row[]>;
  readonly sql: Knex;
  /** Runs after the commit, never after a rollback: for hints and caches. Must not throw. */
  afterCommit(work: () => void): void;
}

export interface Db {
  /** A transaction that sees the rows of one space and no others. */
  inSpace<T>(spaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction over all spaces, for the hub's own work: sign-in, claims, sweeps. */
  asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Does the database answer? */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DbOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly applicationName?: string;
}

const spaceId = idPattern('spc');
// Numbers of rows fit into a double long before they overflow; a string would surprise every caller.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// The driver reads instants by regular expressions, which is half of what a list costs. Connections speak UTC.
const readInstant = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => unknown;
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text: string) =>
  text.length > 18 && text.length < 30 && text.endsWith('+00')
    ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
    : readInstant(text),
);

/** The database roles: the login owns the tables, and works as one of these two only. */
export const appRole = 'hub_app';
export const systemRole = 'hub_system';

export const openDb = (options: DbOptions): Db => {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    application_name: options.applicationName ?? 'app-connect',
    options: `-c role=${appRole} -c timezone=UTC`,
  });
  // An idle connection that breaks is replaced by the pool; without a listener the process would die of it.
  pool.on('error', () => undefined);
  // The same for one that breaks in the middle of a transaction: the query fails, which is how the caller learns it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const sql = knexBuilder({ client: 'pg' });

  const transaction = async <T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (cause) {
      throw asHubError(cause);
    }
    let broken: Error | undefined;
    const committed: (() => void)[] = [];
    try {
      await client.query(begin);
      const result = await work(makeTx(client, sql, committed));
      await client.query('commit');
      for (const after of committed) after();
      return result;
    } catch (cause) {
      await client.query('rollback').catch((error: unknown) => {
        broken = error as Error;
      });
      throw asHubError(cause);
    } finally {
      client.release(broken);
    }
  };

  return {
    inSpace: async (space, work) => {
      if (!spaceId.test(space)) throw new HubError('not_found', `There is no space "${space}".`);
      return transaction(`begin; set local app.space = '${space}'`, work);
    },
    asSystem: async (work) => transaction(`begin; set local role ${systemRole}`, work),
    ping: async () => {
      await pool.query('select 1').catch((cause: unknown) => {
        throw asHubError(cause);
      });
    },
    close: async () => {
      if (!pool.ended) await pool.end();
    },
  };
};

const names = new Map<string, string>();

/** A stable name for a statement text, so that each connection parses and plans it once. Bounded. */
const statementName = (text: string): string | undefined => {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= 1_000) return undefined;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
};

const makeTx = (client: pg.PoolClient, sql: Knex, committed: (() => void)[]): Tx => {
  const run = async (text: string, values: readonly unknown[]) => {
    const name = statementName(text);
    return client.query(
      name === undefined ? { text, values: [...values] } : { name, text, values: [...values] },
    );
  };
  return {
    query: async <Row extends object>(text: string, values: readonly Value[] = []) =>
      (await run(text, values)).rows as Row[],
    execute: async (text, values = []) => (await run(text, values)).rowCount ?? 0,
    build: async <Row extends object>(query: Knex.QueryBuilder) => {
      const native = query.toSQL().toNative();
      return (await run(native.sql, native.bindings)).rows as Row[];
    },
    sql,
    afterCommit: (work) => {
      committed.push(work);
    },
  };
};
