import type { JsonSchema } from './connector.ts';

/** What flows need of other modules, and others of them. */

export interface OpenApiCall {
  readonly spaceId: string;
  /** Where the document stands. */
  readonly document: string;
  /** With these it is read. What somebody else sees with other headers is another document. */
  readonly documentHeaders: Readonly<Record<string, string>>;
  /** As the document has it. */
  readonly operationId: string;
  /** By the names of the document. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

export interface OpenApiRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Writes the requests that a document at an address describes. Whoever asks for one sends it. */
export interface OpenApiPort {
  prepare(call: OpenApiCall): Promise<OpenApiRequest>;
}

/** What an operation takes, as flows check it before they run. */
export interface OperationShape {
  readonly input: JsonSchema;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/** What a flow can name of its space. Asked when a flow is checked, never when it runs. */
export interface FlowCatalogue {
  /** By its whole name: `hubspot.createContact`, or one of the hub's own, such as `jobs.list`. */
  operation(spaceId: string, name: string): Promise<OperationShape | null>;
  /** Names of operations that somebody may have meant, the nearest first. */
  near(spaceId: string, name: string): Promise<readonly string[]>;
  connection(spaceId: string, connector: string, name: string): Promise<boolean>;
  secret(spaceId: string, name: string): Promise<boolean>;
  /** Names of the space's variables. */
  variables(spaceId: string): Promise<readonly string[]>;
  /** Names of all groups of people that the space has. */
  groups(spaceId: string): Promise<readonly string[]>;
  /** A published flow; `latest` stands for any version. */
  flow(spaceId: string, wanted: WantedFlow): Promise<boolean>;
}

export interface WantedFlow {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** Which flows in use call an operation, by its whole name. */
export interface OperationUses<Tx> {
  flowsUsing(
    tx: Tx,
    spaceId: string,
    operations: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  /** How many flows in use call each operation; none of those that no flow calls. */
  countFlows(tx: Tx, spaceId: string): Promise<ReadonlyMap<string, number>>;
  /** Any operation of a connector. */
  flowsUsingConnector(tx: Tx, spaceId: string, connector: string): Promise<string[]>;
}

export interface FlowOperationCall {
  readonly spaceId: string;
  /** The run that calls. */
  readonly runId: string;
  /** By its whole name: `hubspot.createContact`, or one of the hub's own. */
  readonly operation: string;
  /** By name; the space's default one when left out. */
  readonly connection: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
  /** The same for every attempt of the same task of the same run. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** Calls operations by name for flows, whoever offers them. */
export interface FlowOperations {
  call(call: FlowOperationCall): Promise<{
    readonly output: unknown;
    /** Values in it that must not be read in a journal. */
    readonly sensitive?: readonly unknown[];
  }>;
}

/** An operation that fits some words, as much of it as whoever writes a call has to know. */
export interface FoundOperation {
  /** By its whole name: `hubspot.createContact`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What it takes, made small. */
  readonly input: JsonSchema;
  readonly readOnly: boolean;
  /** Of its connector, by name. */
  readonly connections: readonly string[];
  /** It is a flow in use, which is not called but run. */
  readonly flow?: { readonly namespace: string; readonly name: string };
}

/** Finds operations and flows of a space by what they are for. */
export interface OperationSearch {
  /** The best first. */
  find(spaceId: string, words: string, most: number): Promise<readonly FoundOperation[]>;
}

/** A run that somebody watches, and up to which row of its journal they know it. */
export interface WatchedRun {
  readonly spaceId: string;
  readonly runId: string;
  readonly after: number;
}

export interface RunNews {
  /** As REST shows it. */
  readonly run: { readonly endedAt: string | null };
  /** What it waits for where it is parked. */
  readonly waits: readonly unknown[];
  /** The next rows of its journal, as REST shows them; long bodies are left out. */
  readonly entries: readonly unknown[];
  /** Of the last of them. */
  readonly seq: number;
}

/** Looks at runs for those who watch them. */
export interface RunWatch {
  /** In the order asked for; null: the space has no such run. */
  look(runs: readonly WatchedRun[]): Promise<readonly (RunNews | null)[]>;
}
