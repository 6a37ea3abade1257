import type { Readable } from 'node:stream';
import type { Caller } from '../../core/caller.ts';
import type { Fact } from '../../core/event.ts';
import type { Operation, OperationSpec } from '../../core/operation.ts';
import { defineOperation as define } from '../../core/operation.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { z } from 'zod';
import type { Tx } from '../db/open.ts';

export interface Cookie {
  readonly name: string;
  /** Null takes the cookie away. */
  readonly value: string | null;
  readonly path: string;
  readonly maxAgeSeconds: number;
  /** Lax when left out: links from elsewhere come with it. */
  readonly sameSite?: 'Strict';
}

/** What an operation may see and set of the HTTP exchange that it answers; absent when a flow or an agent calls it. */
export interface Exchange {
  readonly ip: string;
  readonly userAgent: string;
  /** Scheme and host that the caller used, after trusted proxies. */
  readonly origin: string;
  readonly cookies: ReadonlyMap<string, string>;
  setCookie(cookie: Cookie): void;
  /** Answers 303 to this place instead of the output. */
  redirect(location: string): void;
  /** Answers these, each as a line of JSON, instead of the output: taken at the pace of the caller, left when it goes. */
  stream(lines: AsyncIterable<unknown>): void;
  /** Answers these bytes instead of the output, to be kept as a file and never shown as a page. */
  file(file: AnsweredFile): void;
}

export interface AnsweredFile {
  readonly body: Readable;
  readonly contentType: string;
  readonly size: number;
  readonly name: string;
}

/** What one call of an operation has at hand. */
export interface CallContext {
  readonly caller: Caller;
  /** The space of the call. Operations with access `anyone` or `user` have none unless the caller has. */
  readonly spaceId: string;
  /** The transaction that the operation asked for; touching it is an error when it asked for none. */
  readonly tx: Tx;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly clock: Clock;
  readonly exchange: Exchange | undefined;
  /**
   * Names what was acted on, for the audit entry that every operation which is not read-only leaves. `details` must
   * hold nothing sensitive. Without a call the entry has the operation and the caller only.
   */
  audit(target: string, details?: Readonly<Record<string, unknown>>): void;
  /** An entry that is there already tells of this as well, as of the many saves of one who writes: there is no other. */
  auditNoMore(): void;
  /** Writes a fact to the outbox, in the same transaction. */
  publish(fact: Fact): Promise<void>;
}

export type HubOperation = Operation<CallContext>;

/** `defineOperation` with the hub's own context: the one that modules use. */
export const hubOperation = <Input extends z.ZodType, Output extends z.ZodType>(
  spec: OperationSpec<Input, Output, CallContext>,
): HubOperation => define(spec);
