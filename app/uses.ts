import type { Uses } from '../core/toolset-uses.ts';
import { operationUses } from '../flows/store-uses.ts';
import { toolsetUses } from '../mcp-servers/toolsets/store-uses.ts';
import type { Tx } from '../platform/db/open.ts';

/** Who names what others have: asked by whoever changes it or takes it away. */
export const uses: Uses<Tx> = { ...operationUses, ...toolsetUses };
