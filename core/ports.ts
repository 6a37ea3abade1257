import type { Readable } from 'node:stream';
import type { Caller } from './caller.ts';
import type { ConnectorPlan, JsonSchema, OperationPlan } from './connector.ts';
import type { Fact, HubEvent } from './event.ts';
import type { Permission } from './roles.ts';

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

/** People of a space under a name. */
export interface PeopleGroup {
  readonly id: string;
  readonly name: string;
  /** How many. */
  readonly members: number;
}

/** For whoever leaves something to people: flows that ask them, queues. */
export interface PeopleGroups<Tx> {
  /** All of a space by name; there are few. */
  list(tx: Tx, spaceId: string): Promise<readonly PeopleGroup[]>;
  /** Ids of those that a member belongs to. */
  of(tx: Tx, spaceId: string, userId: string): Promise<readonly string[]>;
}

/** Something that can be called, whoever offers it: an operation of a connector, a flow, an operation of the hub. */
export interface Callable {
  /** `hubspot.createContact`, `flow.order-status`, `jobs.list`. */
  readonly name: string;
  readonly origin: 'openapi' | 'typescript' | 'mcp' | 'flow' | 'hub';
  /** Of whoever offers it, for trees and search: the connector's name, `flow`, or the hub's noun. */
  readonly group: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly input: JsonSchema;
  readonly output: JsonSchema | undefined;
  /** What the schemas refer to, of the whole connector: a tool takes what it reaches. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly hints: {
    readonly readOnly: boolean;
    readonly idempotent: boolean;
    readonly destructive: boolean;
    /** JSON pointers into the output whose values are in no log. */
    readonly sensitive: readonly string[];
    /** The same of the input. */
    readonly sensitiveInput?: readonly string[];
  };
  /** What a caller needs in the space, to call it. */
  readonly permission: Permission;
  /** Of what is a request to a REST API. */
  readonly route?: { readonly method: string; readonly path: string } | undefined;
  /** As another server says it, of an MCP tool: passed through. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Changes when any of it does. */
  readonly stamp: string;
}

/** As a tree or a list shows it. */
export type CallableSummary = Pick<
  Callable,
  'name' | 'origin' | 'group' | 'title' | 'description' | 'hints' | 'tags' | 'permission'
>;

export interface CallableCall {
  readonly spaceId: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Who asks: the hub's own operations are called with that caller's permissions, never with more. */
  readonly caller: Caller;
  /** By name; the space's default one when left out. `{ of }`: the one that belongs to this person. */
  readonly connection: string | { readonly of: string } | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** What an upstream tool may do meanwhile; other callables use none of it. */
  readonly exchange?: unknown;
}

export interface CallableAnswer {
  readonly output: unknown;
  /** Of an answer that is no JSON: a picture, a sound, a file. */
  readonly file?: { readonly bytes: Uint8Array; readonly contentType: string } | undefined;
  /** What an upstream MCP tool answered, as it was: passed through. */
  readonly result?: unknown;
}

/** All that a space can call, in one shape, for toolsets, search and the catalogue of the editor. */
export interface Callables {
  find(spaceId: string, name: string): Promise<Callable | null>;
  /** Many at once, in the order asked for; null: there is none of that name (any more). */
  findAll(spaceId: string, names: readonly string[]): Promise<readonly (Callable | null)[]>;
  /** Of one group, or all. The hub's own are among them when they are asked for. */
  list(
    spaceId: string,
    options: { readonly group?: string; readonly hub?: boolean | 'only' },
  ): Promise<readonly CallableSummary[]>;
  call(call: CallableCall): Promise<CallableAnswer>;
}

/** Who calls tools, verified: a caller, and what is known of the conversation that it stands in. */
export interface ToolCaller {
  readonly caller: Caller;
  readonly spaceId: string;
  /** What arguments can be fixed from: `contactId`, `phone`, `interactionId`, `agent`, `userId`, `email`, `space`. */
  readonly facts: Readonly<Record<string, string>>;
  /** Toolsets that the credential is limited to; undefined for all. */
  readonly toolsets: readonly string[] | undefined;
}

/** What other MCP servers offer, kept as connectors. */
export interface ServerConnectors<Tx> {
  /** As the next version, where it differs from the one in use; the first with tools is in use at once. */
  keep(
    tx: Tx,
    spaceId: string,
    kept: {
      readonly name: string;
      readonly plan: ConnectorPlan;
      readonly sourceUrl: string | null;
      readonly createdBy: string;
    },
  ): Promise<{ readonly version: number; readonly state: 'published' | 'draft' | 'unchanged' }>;
  /** The operations of the version in use. */
  tools(tx: Tx, spaceId: string, name: string): Promise<readonly OperationPlan[]>;
  /** Which version is in use; null: none. */
  version(tx: Tx, spaceId: string, name: string): Promise<number | null>;
  remove(tx: Tx, spaceId: string, name: string): Promise<void>;
  /** Tells that some connector has changed, in whatever process. */
  onChange(heard: () => void): () => void;
}

/** Whose connection: by name or id, that of a person, or the default one of the space. */
export type WantedConnection = string | { readonly of: string } | undefined;

export interface SignedHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** After a refusal with 401: the headers to try once more with, or null where that makes no sense. */
  afterRefusal(wwwAuthenticate: readonly string[]): Promise<Readonly<Record<string, string>> | null>;
}

/** Lets those sign requests as a connection who send them themselves. */
export interface ConnectionSigner {
  /** Null: there is none, and none was named. */
  find(spaceId: string, connector: string, wanted: WantedConnection): Promise<string | null>;
  sign(call: {
    readonly spaceId: string;
    readonly connector: string;
    readonly connectionId: string;
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  }): Promise<SignedHeaders>;
  /** The other side asks for more rights than the connection has: shown to whoever can grant them. */
  needsScopes(
    spaceId: string,
    need: { readonly connectionId: string; readonly scopes: readonly string[] },
  ): Promise<void>;
}

export interface UpstreamToolCall {
  readonly spaceId: string;
  /** As it is registered: the connector's name. */
  readonly server: string;
  readonly plan: OperationPlan;
  readonly input: Readonly<Record<string, unknown>>;
  readonly connectionId: string | null;
  /** Sessions are shared by the calls of one caller, never with another's. */
  readonly callerId: string;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
  /** What the call may do meanwhile: progress, log, questions. */
  readonly exchange: unknown;
}

/** Calls tools of other MCP servers. */
export interface UpstreamTools {
  /** The result as that server gave it, a failure of the tool included. */
  call(call: UpstreamToolCall): Promise<Readonly<Record<string, unknown>>>;
}
