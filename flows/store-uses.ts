import type { OperationUses } from '../core/flow-ports.ts';
import type { Tx } from '../platform/db/open.ts';
import { everyTask } from './check/every-task.ts';
import type { FlowDocument } from './document/model.ts';

export interface UsePlace {
  readonly spaceId: string;
  readonly flow: string;
}

/** What the version in use calls, in place of what the one before did. */
export const replaceUses = async (
  tx: Tx,
  { spaceId, flow }: UsePlace,
  document: FlowDocument | null,
): Promise<void> => {
  await tx.execute('delete from flow_uses where space_id = $1 and flow = $2', [spaceId, flow]);
  const operations = document === null ? [] : operationsOf(document);
  if (operations.length === 0) return;
  await tx.execute('insert into flow_uses (space_id, flow, operation) select $1, $2, unnest($3::text[])', [
    spaceId,
    flow,
    operations,
  ]);
};

const operationsOf = (document: FlowDocument): string[] => {
  const found = new Set<string>();
  for (const task of everyTask(document)) {
    if (task.kind === 'call' && task.call.function === 'operation') found.add(task.call.operation);
  }
  return [...found];
};

/** For connectors: who is touched when an operation changes. */
export const operationUses: OperationUses<Tx> = {
  flowsUsing: async (tx, spaceId, operations) => {
    const rows = await tx.query<{ operation: string; flow: string }>(
      'select operation, flow from flow_uses where space_id = $1 and operation = any ($2::text[]) order by operation, flow',
      [spaceId, operations],
    );
    const flows = new Map<string, string[]>();
    for (const { operation, flow } of rows) flows.set(operation, [...(flows.get(operation) ?? []), flow]);
    return flows;
  },
  countFlows: async (tx, spaceId) => {
    const rows = await tx.query<{ operation: string; count: number }>(
      'select operation, count(*)::int as count from flow_uses where space_id = $1 group by operation',
      [spaceId],
    );
    return new Map(rows.map(({ operation, count }) => [operation, count]));
  },
  flowsUsingConnector: async (tx, spaceId, connector) => {
    const rows = await tx.query<{ flow: string }>(
      `select distinct flow from flow_uses where space_id = $1 and starts_with(operation, $2 || '.') order by 1`,
      [spaceId, connector],
    );
    return rows.map(({ flow }) => flow);
  },
};
