import type { Pattern } from '../../../core/schema/pattern.ts';
import type { CompiledPipeline } from '../pipeline.ts';
import type { PathPattern } from './path-pattern.ts';

/** One way into a pipeline. */
export interface Endpoint {
  readonly name: string;
  /** `*`, a name, or a pattern such as `*.example.com`; in lower case, without a port. */
  readonly host: string;
  readonly paths: readonly PathPattern[];
  /** Tried where no path says it. */
  readonly pathRegex: { readonly text: string; readonly pattern: Pattern } | null;
  /** In capitals; null for all. */
  readonly methods: ReadonlySet<string> | null;
  readonly scopes: readonly string[];
  readonly priority: number;
  readonly pipeline: CompiledPipeline;
}

export interface Match {
  readonly endpoint: Endpoint;
  /** Null for one that a regular expression found. */
  readonly path: PathPattern | null;
}

const hostRank = (host: string): number => (host === '*' ? 0 : host.includes('*') ? 1 : 2);

/** Which of two goes first, so that no order of lists has to be kept. */
export const closer = (one: Match, other: Match): number =>
  other.endpoint.priority - one.endpoint.priority ||
  hostRank(other.endpoint.host) - hostRank(one.endpoint.host) ||
  (other.path?.letters ?? 0) - (one.path?.letters ?? 0) ||
  Number(one.path?.rest != null) - Number(other.path?.rest != null) ||
  (one.path?.names.length ?? 0) - (other.path?.names.length ?? 0) ||
  order(one.endpoint.pipeline.name, other.endpoint.pipeline.name) ||
  order(one.endpoint.name, other.endpoint.name);

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
