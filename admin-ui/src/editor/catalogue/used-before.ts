import { isRecord } from '../../schema-form/settle.ts';
import type { FlowShape } from '../document/flow-shape.ts';

/** What this browser has added last, newest first. */
const place = 'hub.catalogue.';
const mostKept = 12;

export const readUsed = (space: string): readonly string[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place + space) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, mostKept) : [];
  } catch {
    return [];
  }
};

export const keepUsed = (space: string, id: string): void => {
  try {
    const next = [id, ...readUsed(space).filter((one) => one !== id)].slice(0, mostKept);
    localStorage.setItem(place + space, JSON.stringify(next));
  } catch {
    // Switched off or full: the next time nothing stands at the top.
  }
};

/** What this flow calls already, how often. */
export const calledIn = (shape: FlowShape): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { kind, task } of shape.steps.values()) {
    const { call, run } = task;
    const name =
      kind === 'call' && typeof call === 'string'
        ? call
        : isRecord(run) && isRecord(run['workflow'])
          ? `flow.${String(run['workflow']['name'])}`
          : undefined;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};
