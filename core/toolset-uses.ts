import { z } from 'zod';
import type { OperationUses } from './flow-ports.ts';

/** A toolset that names something: its version in use does, or only its draft. */
export const toolsetUseSchema = z.strictObject({
  name: z.string(),
  state: z.enum(['in use', 'draft']).describe('`draft`: not yet in use.'),
});
export type ToolsetUse = Readonly<z.output<typeof toolsetUseSchema>>;

export interface UsedConnection {
  readonly connector: string;
  /** What a tool may call it by. */
  readonly names: readonly string[];
  /** Tools that name no connection use it. */
  readonly isDefault: boolean;
}

/** Which toolsets offer something, for those who change it or take it away. Each by name, in that order. */
export interface ToolsetUses<Tx> {
  /** By the whole name of each operation that is offered: `hubspot.createContact`, `flow.order-status`. */
  toolsetsUsing(
    tx: Tx,
    spaceId: string,
    operations: readonly string[],
  ): Promise<ReadonlyMap<string, ToolsetUse[]>>;
  /** Of all operations of a connector, and of an MCP server that is offered whole. */
  toolsetsUsingConnector(tx: Tx, spaceId: string, connector: string): Promise<ToolsetUse[]>;
  toolsetsUsingConnection(tx: Tx, spaceId: string, connection: UsedConnection): Promise<ToolsetUse[]>;
}

/** Whatever names what others have. */
export type Uses<Tx> = OperationUses<Tx> & ToolsetUses<Tx>;
