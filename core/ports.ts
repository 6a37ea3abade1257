import type { Readable } from 'node:stream';
import type { JsonSchema } from './connector.ts';
import type { Fact, HubEvent } from './event.ts';

/** What modules need of each other and of the outside. An implementation is chosen in app/wiring.ts only. */

export interface Running {
  /** Drains: takes no new work, finishes or hands back what runs. Safe to call twice. */
  stop(): Promise<void>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds that never go back: for durations and deadlines. */
  monotonic(): number;
}

export interface Log {
  child(bindings: Readonly<Record<string, unknown>>): Log;
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * Wakes whoever waits for work, in this process or in all of them. A hint may be lost, doubled or late: it never
 * carries a fact, only a topic to look at.
 */
export interface Hints {
  /** For work that anybody can take: wakes at least one of the processes that listen. */
  send(topic: string): void;
  /** For news that everybody wants: wakes all processes that listen. */
  broadcast(topic: string): void;
  on(topic: string, listener: () => void): () => void;
  close(): Promise<void>;
}

export interface NewJob {
  readonly name: string;
  readonly payload: unknown;
  readonly spaceId: string | null;
  /** Not before this instant; at once when left out. */
  readonly runAt?: Date;
  /** A second job with the same name and key, while the first is not finished, is not added. */
  readonly key?: string;
}

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly spaceId: string | null;
  readonly attempt: number;
}

/** `Tx` is the transaction of platform/db: a job is added together with the fact that it works on, or not at all. */
export interface JobQueue<Tx> {
  add(tx: Tx, jobs: readonly NewJob[]): Promise<string[]>;
}

export interface JobHandler {
  /** May run more than once for one job: a process can die after the work and before the note of it. */
  (job: Job, signal: AbortSignal): Promise<void>;
}

export interface EventBus<Tx> {
  /** Writes the facts to the outbox in the caller's transaction. */
  publish(tx: Tx, spaceId: string, facts: readonly Fact[]): Promise<void>;
}

export interface Subscription<Tx> {
  /** Stable: what has been handled is remembered under this name. */
  readonly name: string;
  readonly types: readonly string[] | 'all';
  /** Runs in the transaction that notes the event as handled: its database effects happen exactly once. */
  handle(event: HubEvent, tx: Tx): Promise<void>;
}

export interface BlobInfo {
  readonly size: number;
  readonly contentType: string;
}

export interface Blobs {
  put(key: string, body: Readable | Uint8Array, contentType: string): Promise<BlobInfo>;
  get(key: string): Promise<(BlobInfo & { readonly body: Readable }) | null>;
  delete(key: string): Promise<void>;
  /** Keys with the prefix in byte order, at most `limit`, after `after`. */
  list(prefix: string, page: { readonly after?: string; readonly limit: number }): Promise<string[]>;
}

export interface Limit {
  readonly max: number;
  readonly windowMs: number;
}

export interface LimitVerdict {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the window begins anew. */
  readonly resetMs: number;
}

/** Counts over all processes. Never lets more than `max` through in a window. */
export interface RateLimiter {
  take(key: string, limit: Limit): Promise<LimitVerdict>;
}

/** Where a secret belongs. It is bound to this place: moved to another row or tenant, it cannot be opened. */
export interface SecretPlace {
  readonly spaceId: string;
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

export interface Vault {
  seal(place: SecretPlace, secret: string): Promise<string>;
  open(place: SecretPlace, sealed: string): Promise<string>;
}

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
}

export interface FlowOperationCall {
  readonly spaceId: string;
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
