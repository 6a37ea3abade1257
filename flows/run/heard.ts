import type { FlowEvent } from '../engine/messages.ts';
import { identityOf } from './store-waits.ts';

/** What one run has heard: an event that is told twice counts once, and not for who begins to listen after it. */
export interface Heard {
  /** From now on this listener is there. */
  listens(key: string): void;
  took(key: string, event: FlowEvent): void;
  isNew(key: string, event: FlowEvent): boolean;
  identities(): string[];
}

export const openHeard = (): Heard => {
  let turn = 0;
  const since = new Map<string, number>();
  const first = new Map<string, number>();
  const both = new Set<string>();
  return {
    listens: (key) => void since.set(key, (turn += 1)),
    took: (key, event) => {
      const identity = identityOf(event);
      if (!first.has(identity)) first.set(identity, (turn += 1));
      both.add(`${key} ${identity}`);
    },
    isNew: (key, event) => {
      const identity = identityOf(event);
      const taken = first.get(identity);
      return taken === undefined || (!both.has(`${key} ${identity}`) && taken > (since.get(key) ?? 0));
    },
    identities: () => [...first.keys()],
  };
};
