import type pg from 'pg';
import type { Value } from './open.ts';

export interface Entered {
  /** A prepared statement that says who reads, with its values. */
  readonly enter: Statement;
  /** Of the prepared statement. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly Value[];
}

export interface Statement {
  readonly name: string;
  readonly values: readonly string[];
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** What the driver's connection offers to a query that speaks the protocol itself. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string | undefined>;
  parse(message: { name: string; text: string }): void;
  bind(message: {
    statement: string;
    values: readonly Value[];
    valueMapper(value: Value): string | Buffer | null;
  }): void;
  describe(message: { type: 'P' }): void;
  execute(message: object): void;
  sync(): void;
}

type ParserOf = (type: number) => (text: string) => unknown;

/**
 * One statement in one message to the database. What the protocol runs between two `Sync`s is one
 * transaction without a `begin` and a `commit` being sent: first the settings, local to it, then the statement. A
 * list costs one round trip instead of three, and nothing can be left set on the connection.
 */
export class SoleStatement implements pg.Submittable {
  // The driver looks at these two to know what was prepared.
  readonly name: string;
  readonly text: string;
  readonly done: Promise<object[]>;
  private resolve: (rows: object[]) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  private readonly rows: object[] = [];
  private fields: readonly Field[] = [];
  private parsers: ((text: string) => unknown)[] = [];
  private empty: Record<string, unknown> = {};
  private entered = false;
  private failure: unknown;
  private readonly reading: Entered;
  private readonly parserOf: ParserOf;

  constructor(reading: Entered, parserOf: ParserOf) {
    this.reading = reading;
    this.parserOf = parserOf;
    this.name = reading.name;
    this.text = reading.text;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  submit(connection: unknown): void {
    const wire = connection as Wire;
    const { enter, values } = this.reading;
    wire.stream.cork();
    try {
      wire.bind({ statement: enter.name, values: enter.values, valueMapper: wireText });
      wire.execute({});
      if (wire.parsedStatements[this.name] === undefined) wire.parse({ name: this.name, text: this.text });
      wire.bind({ statement: this.name, values, valueMapper: wireText });
      wire.describe({ type: 'P' });
      wire.execute({});
    } finally {
      wire.sync();
      wire.stream.uncork();
    }
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.fields = fields;
    this.parsers = fields.map((field) => this.parserOf(field.dataTypeID));
    for (const field of fields) this.empty[field.name] = null;
    // A copy: the object that grew by names is slower to copy fifty times than one made at once.
    this.empty = { ...this.empty };
  }

  handleDataRow({ fields: values }: { fields: (string | null)[] }): void {
    if (!this.entered) return;
    const row = { ...this.empty };
    try {
      for (const [at, value] of values.entries()) {
        if (value !== null) row[this.fields[at]?.name ?? ''] = this.parsers[at]?.(value);
      }
      this.rows.push(row);
    } catch (error) {
      this.failure ??= error;
    }
  }

  handleCommandComplete(): void {
    this.entered = true;
  }

  handleEmptyQuery(): void {
    this.entered = true;
  }

  handleReadyForQuery(): void {
    if (this.failure === undefined) this.resolve(this.rows);
    else this.reject(this.failure);
  }

  handleError(error: unknown): void {
    this.reject(error);
  }
}

/** A value as text, as the protocol wants it. */
const wireText = (value: Value): string | Buffer | null => {
  if (value === null || typeof value === 'string' || Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`;
  return String(value);
};

const arrayElement = (value: string | number | null): string =>
  value === null
    ? 'NULL'
    : typeof value === 'number'
      ? String(value)
      : `"${value.replace(/["\\]/g, '\\$&')}"`;
