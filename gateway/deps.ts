import type { Clock, EventBus, Hints, RateLimiter, Vault } from '../core/ports.ts';
import type { CheckpointFiles } from '../platform/audit/checkpoint-files.ts';
import type { AuditTrail } from '../platform/audit/trail.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { Passwords } from './passwords/hash.ts';
import type { Provider } from './provider/client.ts';
import type { SessionTokens } from './sign-in/session-token.ts';
import type { ToolTokens } from './tool-tokens/token.ts';

/** What the gateway's operations are built on; each takes only the part that it uses. */
export interface GatewayDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly limiter: RateLimiter;
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
  readonly audit: AuditTrail;
  readonly checkpoints: CheckpointFiles;
  readonly passwords: Passwords;
  readonly tokens: SessionTokens;
  readonly toolTokens: ToolTokens;
  /** Throws not_found unless the space has a toolset of that name. */
  readonly requireToolset: (tx: Tx, spaceId: string, name: string) => Promise<void>;
  /** Null when no identity provider is configured. */
  readonly provider: Provider | null;
  /** Where people reach the hub, when that is not the address of the request. */
  readonly publicUrl: string | undefined;
}
