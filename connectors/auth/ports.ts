import type { SchemePlan, ServerPlan } from '../../core/connector.ts';
import type { Tx } from '../../platform/db/open.ts';

/** What the connections of a connector are made from: how it lets programs in, and where it is. */
export interface ConnectorAuth {
  readonly schemes: Readonly<Record<string, SchemePlan>>;
  readonly servers: readonly ServerPlan[];
}

/** Answered by the store of connectors; undefined when the space has no such connector. */
export type SchemesOf = (tx: Tx, spaceId: string, connector: string) => Promise<ConnectorAuth | undefined>;

export interface ProbeCall {
  readonly spaceId: string;
  readonly connectionId: string;
  readonly connector: string;
  /** Whose it is, where it belongs to a person. */
  readonly person: string | null;
  readonly signal: AbortSignal;
}

export interface ProbeResult {
  readonly ok: boolean;
  /** What the other side answered, when it did. */
  readonly status?: number;
  /** A sentence for the person who tests. */
  readonly message: string;
}

/** Calls the operation by which a connector is tried; undefined when it has none. */
export type Probe = (call: ProbeCall) => Promise<ProbeResult | undefined>;
