import type { Hints, JobQueue } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { KeyVault } from '../../platform/vault/vault.ts';

/** What the operations of webhooks and pollers are built on; each takes only the part that it uses. */
export interface HookDeps {
  readonly vault: Pick<KeyVault, 'seal' | 'open'>;
  readonly hints: Hints;
  readonly jobs: JobQueue<Tx>;
  /** Where providers reach the hub, when that is not the address of the request. */
  readonly publicUrl: string | undefined;
}
