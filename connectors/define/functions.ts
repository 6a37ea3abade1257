/** A request of an operation that is written as a function: below the connection's server, and signed as it says. */
export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/calendars/{calendarId}/events`: never put values into it by hand, they would not be encoded. */
  readonly path: string;
  /** Values for the places of the path. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** What is undefined is left out; a list is sent as one pair for each item. */
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, unknown>>;
  /** Sending it twice is as good as once, although the method does not say so: it is repeated after a failure. */
  readonly repeatable?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly output: unknown;
}

/** What a function has at hand: nothing else leads out of the hub. */
export interface FunctionContext {
  /** Authorisation, limits, retries and the checks of the way out apply. Throws for a status of 400 and above. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  readonly connection: {
    /** Null when the call needs none. */
    readonly id: string | null;
    readonly server: string;
  };
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** The input has been checked against the operation's schema. */
export type OperationFunction = (input: unknown, context: FunctionContext) => Promise<unknown>;

export interface Functions {
  /** Undefined when the code of the connector has no such function. */
  find(connector: string, operation: string): Promise<OperationFunction | undefined>;
}
