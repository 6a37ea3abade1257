import type { Command, FlowEvent } from '../engine/messages.ts';
import type { RunState } from '../engine/state.ts';
import { offer } from '../engine/step.ts';

export interface Listeners {
  /** From now on it listens. Answers what came before, for one that names a subject: the hub keeps that for it. */
  open(command: Extract<Command, { kind: 'listen' }>): FlowEvent[];
  close(key: string): void;
  /** Keys of those that would hear it, and have not yet. */
  thatTake(event: FlowEvent): string[];
  took(key: string, event: FlowEvent): void;
  /** It came when nobody listened for it. */
  missed(event: FlowEvent): void;
  unheard(): readonly FlowEvent[];
}

/** As the hub knows an event again. */
export const identityOf = ({ source, id }: Pick<FlowEvent, 'source' | 'id'>): string => `${source} ${id}`;

/** Who listens in one run, and what came when nobody did. */
export const openListeners = (state: RunState): Listeners => {
  const open = new Set<string>();
  const taken = new Set<string>();
  const missed = new Map<string, FlowEvent>();
  const takenAs = (key: string, event: FlowEvent): string => `${key} ${identityOf(event)}`;
  return {
    open: ({ key, waits }) => {
      open.add(key);
      return [...missed.values()].filter((event) =>
        waits.some(
          ({ type, subject }) => type === event.type && subject !== null && subject === event.subject,
        ),
      );
    },
    close: (key) => void open.delete(key),
    thatTake: (event) =>
      [...open].filter((key) => !taken.has(takenAs(key, event)) && offer(state, key, event)),
    took: (key, event) => {
      taken.add(takenAs(key, event));
      missed.delete(identityOf(event));
    },
    missed: (event) => void missed.set(identityOf(event), event),
    unheard: () => [...missed.values()],
  };
};
