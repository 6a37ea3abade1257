import type { EventBus, Hints, ServerConnectors } from '../../../core/ports.ts';
import type { Uses } from '../../../core/toolset-uses.ts';
import type { Db, Tx } from '../../../platform/db/open.ts';
import type { Upstream } from '../../upstream/open-upstream.ts';
import type { StdioCommands } from '../../upstream/connect.ts';

/** What the operations of servers are built on; each takes only the part that it uses. */
export interface ServerDeps extends StdioCommands {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly versions: ServerConnectors<Tx>;
  readonly uses: Uses<Tx>;
  /** Loaded when the first operation needs it. */
  readonly upstream: () => Promise<Upstream>;
}
