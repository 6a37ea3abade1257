import type { Clock, EventBus, Hints, JobQueue, Log } from '../../core/ports.ts';
import type { ToolsetUses } from '../../core/toolset-uses.ts';
import type { AuditTrail } from '../../platform/audit/trail.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import type { KeyVault } from '../../platform/vault/vault.ts';
import type { Authoriser } from './authorise.ts';
import type { Probe, SchemesOf } from './ports.ts';

/** With the transaction where there is one: sealing in another connection could wait for this one. */
export type Sealing = Pick<KeyVault, 'seal' | 'open'>;

/** What the operations of connections are built on; each takes only the part that it uses. */
export interface ConnectionDeps {
  readonly db: Db;
  readonly vault: Sealing;
  readonly egress: Egress;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly jobs: JobQueue<Tx>;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly log: Log;
  readonly authoriser: Authoriser;
  readonly schemesOf: SchemesOf;
  readonly probe: Probe;
  /** Where people reach the hub, when that is not the address of the request. */
  readonly publicUrl: string | undefined;
  readonly uses: ToolsetUses<Tx>;
}
