import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import type { PlainObject } from '../../../core/schema/plain.ts';

/** What express-gateway 1.16 and its plug-ins promise each other, as far as it is kept here. */

export type Next = (error?: unknown) => void;

export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

export interface PluginPolicy {
  readonly name: string;
  readonly schema?: unknown;
  policy(actionParams: Readonly<Record<string, unknown>>, config: object): Middleware;
}

/** With two parameters it is asked for each request; with fewer it is asked once, and gives what is asked. */
export type ConditionHandler = (...given: unknown[]) => unknown;

export interface PluginCondition {
  readonly name: string;
  readonly schema?: unknown;
  readonly handler: ConditionHandler;
}

export type RouteDeclaration = (app: Express) => unknown;

export interface PluginLogger {
  error(...words: unknown[]): void;
  warn(...words: unknown[]): void;
  info(...words: unknown[]): void;
  http(...words: unknown[]): void;
  verbose(...words: unknown[]): void;
  debug(...words: unknown[]): void;
  silly(...words: unknown[]): void;
  log(level: string, ...words: unknown[]): void;
}

export interface PluginContext {
  readonly settings: PlainObject;
  readonly logger: PluginLogger;
  readonly eventBus: EventEmitter;
  readonly config: object;
  readonly services: object;
  registerPolicy(policy: PluginPolicy): void;
  registerCondition(condition: PluginCondition): void;
  registerGatewayRoute(declare: RouteDeclaration): void;
  registerAdminRoute(declare: RouteDeclaration): void;
  registerCLIExtension(extension: unknown): void;
}

export interface PluginManifest {
  readonly version?: unknown;
  /** Names of its policies, for lists of those that may be used. */
  readonly policies?: unknown;
  /** Of its settings. */
  readonly schema?: unknown;
  init(context: PluginContext): unknown;
}
