import { everyTask } from '../check/every-task.ts';
import type { FlowDocument } from '../document/model.ts';
import { parkOperation } from '../run/parked.ts';

/** The operations of the hub's own that a flow calls and that change something. A run that parks itself changes only itself. */
export const writesIn = (document: FlowDocument, writes: (operation: string) => boolean): string[] => {
  const found = new Set<string>();
  for (const task of everyTask(document)) {
    if (task.kind !== 'call' || task.call.function !== 'operation') continue;
    const { operation } = task.call;
    if (operation !== parkOperation && writes(operation)) found.add(operation);
  }
  return [...found];
};
