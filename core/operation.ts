import type { z } from 'zod';
import type { Permission } from './roles.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface OperationHints {
  /** Changes nothing that anybody can see. */
  readonly readOnly?: boolean;
  /** Doing it twice is the same as doing it once. */
  readonly idempotent?: boolean;
  /** Removes or overwrites something that cannot be brought back. */
  readonly destructive?: boolean;
  /** Input or output fields that never reach a log, a journal or a trace in clear. */
  readonly sensitive?: readonly string[];
}

/**
 * Who may call it. `anyone`: no sign-in. `user`: a signed-in person, for what is theirs. Else a permission in
 * the space of the call.
 */
export type Access = 'anyone' | 'user' | Permission;

/**
 * How the operation meets the database. `space`: one transaction in the caller's space, shared with its audit
 * entry, its events and its idempotency record. `system`: the same, but over all spaces (sign-in, own account,
 * installation). `none`: it opens its own, because it waits for something else in between.
 */
export type Transaction = 'space' | 'system' | 'none';

/** A body as it came, for operations that take more than JSON. */
export interface GivenBody {
  /** In lower case, without parameters; empty where none was named. */
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** Parsed under the limits of all bodies. */
  json(): unknown;
}

export interface OperationSpec<Input extends z.ZodType, Output extends z.ZodType, Context> {
  /** `noun.verb`, the same in REST, flows, MCP and the UI. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly transaction?: Transaction;
  readonly http: {
    readonly method: Method;
    readonly path: `/api/${string}`;
    readonly status?: number;
    /** Fields that stand in the query although the method has a body. */
    readonly query?: readonly string[];
    /** Of the body, where the usual megabyte is too little. */
    readonly maxBytes?: number;
    /** The answer is not the output, but lines of JSON, each like this: `exchange.stream` hands them over. */
    readonly streams?: z.ZodType;
    /** The answer is a file: `exchange.file` hands it over. */
    readonly file?: boolean;
    /** Takes other bodies than the input as JSON too, and says what input they stand for. */
    readonly reads?: (body: GivenBody) => Record<string, unknown>;
  };
  readonly hints?: OperationHints;
  readonly input: Input;
  readonly output: Output;
  /** Called with valid input only. What it returns is the output, checked against `output` in tests. */
  run(input: z.output<Input>, context: Context): Promise<z.input<Output>>;
}

/** An operation whose schemas have been checked to fit its handler; what tables, routes and tools hold. */
export interface Operation<Context> {
  readonly name: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly access: Access;
  readonly transaction: Transaction;
  readonly http: {
    readonly method: Method;
    readonly path: string;
    readonly status: number;
    readonly query: readonly string[];
    readonly maxBytes: number | undefined;
    readonly streams: z.ZodType | undefined;
    readonly file: boolean;
    readonly reads: ((body: GivenBody) => Record<string, unknown>) | undefined;
  };
  readonly hints: OperationHints;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  run(input: unknown, context: Context): Promise<unknown>;
}

export const defineOperation = <Input extends z.ZodType, Output extends z.ZodType, Context>(
  spec: OperationSpec<Input, Output, Context>,
): Operation<Context> => ({
  name: spec.name,
  summary: spec.summary,
  description: spec.description,
  access: spec.access,
  transaction: spec.transaction ?? 'space',
  http: {
    method: spec.http.method,
    path: spec.http.path,
    status: spec.http.status ?? 200,
    query: spec.http.query ?? [],
    maxBytes: spec.http.maxBytes,
    streams: spec.http.streams,
    file: spec.http.file ?? false,
    reads: spec.http.reads,
  },
  hints: { ...spec.hints, readOnly: spec.hints?.readOnly ?? spec.http.method === 'GET' },
  input: spec.input,
  output: spec.output,
  // The one place where a parsed input regains its type: the invoker calls run only with `input.parse(...)`.
  run: (input, context) => spec.run(input as z.output<Input>, context),
});
