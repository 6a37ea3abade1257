import { HubError, isHubError, type ErrorCode, type Problem } from '../../core/errors.ts';
import type { ConnectorPlan } from '../../core/connector.ts';
import type { FetchedFile, FileRequest } from './gather-url.ts';

/** What the thread of an import and the hub say to each other. */

/** How a document was given; read in the thread, whatever it is. */
export type GivenDocument =
  { readonly text: string } | { readonly url: string } | { readonly archive: Uint8Array };

export interface ThreadSource {
  readonly document: GivenDocument;
  /** An OpenAPI Overlay: JSON or YAML. */
  readonly overlay?: string;
  /** `METHOD /path` → name of the version before. */
  readonly names?: ReadonlyMap<string, string>;
}

/** A document that is only to be read: as OpenAPI 3, see as-openapi.ts. */
export interface ReadSource {
  readonly read: { readonly text: Uint8Array } | { readonly archive: Uint8Array };
  readonly overlay?: string;
}

export interface Imported {
  readonly plan: ConnectorPlan;
  /** What stood at the address, when one was given. */
  readonly original?: Uint8Array;
}

/** From the thread. */
export type Said =
  | { readonly kind: 'fetch'; readonly number: number; readonly request: FileRequest }
  | { readonly kind: 'done'; readonly imported: Imported }
  | { readonly kind: 'read'; readonly document: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** To the thread: what a fetch brought. */
export type Brought = { readonly number: number } & (
  | { readonly file: Pick<FetchedFile, 'status' | 'url'> & { readonly bytes: Uint8Array } }
  | { readonly failure: Failure }
);

/** An error crosses as its code and its words. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly problems: readonly Problem[];
  readonly details: Readonly<Record<string, unknown>>;
}

export const failureOf = (error: unknown): Failure => {
  if (!isHubError(error)) throw error;
  const { code, message, problems, details } = error;
  return { code, message, problems, details };
};

export const errorOf = ({ code, message, problems, details }: Failure): HubError =>
  new HubError(code, message, { problems, details });
