import pg from 'pg';
import { HubError } from '../../core/errors.ts';
import { idPattern } from '../ids.ts';
import { asHubError } from './failure.ts';
import { readInstant } from './instant.ts';
import { SoleStatement, type Statement } from './sole-statement.ts';

/** What a query may carry. Objects and arrays for json columns are passed as JSON text by the caller. */
export type Value =
  | string
  | number
  | boolean
  | Date
  | Buffer
  | null
  | readonly string[]
  | readonly (number | null)[]
  | readonly (string | null)[];

/** One transaction. Statements are prepared once per connection. */
export interface Tx {
  query<Row extends object>(text: string, values?: readonly Value[]): Promise<Row[]>;
  /** For writes: how many rows it touched. */
  execute(text: string, values?: readonly Value[]): Promise<number>;
  /** Runs after the commit, never after a rollback: for hints and caches. Must not throw. */
  afterCommit(work: () => void): void;
}

export interface Db {
  /** A transaction that sees the rows of one space and no others. */
  inSpace<T>(spaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction over all spaces, for the hub's own work: sign-in, claims, sweeps. */
  asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * For work that only reads: each statement is a transaction of its own, sent in one message. It sees what a
   * statement of `inSpace` would see, since that one too has a fresh view for every statement; nothing may be written.
   */
  readInSpace<T>(spaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  readAsSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * One statement that writes, over all spaces, in one message and a transaction of its own: for what is written most
   * often. It tells its effect by `returning`.
   */
  writeAsSystem<Row extends object>(text: string, values: readonly Value[]): Promise<Row[]>;
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
/** The type number of text[]. */
const textArray = 1009 as Parameters<typeof pg.types.getTypeParser>[0];
// Numbers of rows fit into a double long before they overflow; a string would surprise every caller.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// Lists of plain words, such as permissions, are what arrays hold here; the driver reads them letter by letter.
const readTexts = pg.types.getTypeParser(textArray) as (text: string) => unknown;
pg.types.setTypeParser(textArray, (text: string) =>
  /["\\]|NULL/.test(text) ? readTexts(text) : text === '{}' ? [] : text.slice(1, -1).split(','),
);
const readAnyInstant = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => unknown;
pg.types.setTypeParser(
  pg.types.builtins.TIMESTAMPTZ,
  (text: string) => readInstant(text) ?? readAnyInstant(text),
);

/** The database roles: the login owns the tables, and works as one of these two only. */
export const appRole = 'hub_app';
export const systemRole = 'hub_system';
/** Statements that every connection has prepared: who reads. */
const enterSpace = 'enter_space';
const enterSystem = 'enter_system';

/** The pool waits for it before it hands the connection out, though its types do not say so. */
const onConnect = {
  onConnect: async (client: pg.ClientBase): Promise<void> => {
    await client.query(
      `prepare ${enterSpace}(text) as select set_config('app.space', $1, true);
       prepare ${enterSystem} as select set_config('role', '${systemRole}', true)`,
    );
  },
};

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
    ...onConnect,
  });
  // An idle connection that breaks is replaced by the pool; without a listener the process would die of it.
  pool.on('error', () => undefined);
  // The same for one that breaks in the middle of a transaction: the query fails, which is how the caller learns it.
  pool.on('connect', (client) => client.on('error', () => undefined));

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
      const result = await work(makeTx(client, committed));
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

  const reader = async <T>(enter: Statement, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const after: (() => void)[] = [];
    const result = await work(makeReader({ pool, enter, after }));
    for (const each of after) each();
    return result;
  };

  const system: Statement = { name: enterSystem, values: [] };

  return {
    inSpace: async (space, work) => {
      checkSpaceId(space);
      return transaction(`begin; set local app.space = '${space}'`, work);
    },
    asSystem: async (work) => transaction(`begin; set local role ${systemRole}`, work),
    readInSpace: async (space, work) => {
      checkSpaceId(space);
      return reader({ name: enterSpace, values: [space] }, work);
    },
    readAsSystem: async (work) => reader(system, work),
    writeAsSystem: async <Row extends object>(text: string, values: readonly Value[]) =>
      (await oneMessage({ pool, enter: system }, { text, values })) as Row[],
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

const checkSpaceId = (space: string): void => {
  if (!spaceId.test(space)) throw new HubError('not_found', `There is no space "${space}".`);
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

const makeTx = (client: pg.PoolClient, committed: (() => void)[]): Tx => {
  const run = async (text: string, values: readonly Value[]) => {
    const name = statementName(text);
    return client.query(
      name === undefined ? { text, values: [...values] } : { name, text, values: [...values] },
    );
  };
  return {
    query: async <Row extends object>(text: string, values: readonly Value[] = []) =>
      (await run(text, values)).rows as Row[],
    execute: async (text, values = []) => (await run(text, values)).rowCount ?? 0,
    afterCommit: (work) => {
      committed.push(work);
    },
  };
};

interface Entrance {
  readonly pool: pg.Pool;
  readonly enter: Statement;
}

const oneMessage = async (
  { pool, enter }: Entrance,
  { text, values }: { readonly text: string; readonly values: readonly Value[] },
): Promise<object[]> => {
  const name = statementName(text);
  if (name === undefined)
    throw new HubError('internal', 'There are too many different statements to prepare.');
  let client: pg.PoolClient | undefined;
  try {
    client = await pool.connect();
    return await client.query(new SoleStatement({ enter, name, text, values }, parserOf)).done;
  } catch (cause) {
    throw asHubError(cause);
  } finally {
    client?.release();
  }
};

interface ReaderParts extends Entrance {
  readonly after: (() => void)[];
}

const makeReader = ({ pool, enter, after }: ReaderParts): Tx => ({
  query: async <Row extends object>(text: string, values: readonly Value[] = []) =>
    (await oneMessage({ pool, enter }, { text, values })) as Row[],
  execute: async () => {
    throw new HubError('internal', 'An operation that is said to read only wanted to write.');
  },
  afterCommit: (work) => {
    after.push(work);
  },
});

const parserOf = (type: number): ((text: string) => unknown) =>
  pg.types.getTypeParser(type, 'text') as (text: string) => unknown;

/** One question over a connection of its own, before there are roles to work as; nothing when it has no answer. */
export const readOnce = async <Row extends object>(url: string, text: string): Promise<Row[] | undefined> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows as Row[];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
};
