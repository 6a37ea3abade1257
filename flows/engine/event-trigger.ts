import type { EventStrategy } from '../document/model.ts';
import type { FlowEvent } from './messages.ts';
import type { Hearing, Node } from './program.ts';
import { hears, wantedOf } from './kinds/hearing.ts';
import { newFrame, newRun } from './state.ts';

export interface Trigger {
  readonly root: Node;
  readonly trigger: Hearing;
  /** Of the space. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Which of the filters of `schedule.on` the event fits; -1 where there are none, null when it fits none. */
export const filterFor = (
  { root, trigger: hearing, variables }: Trigger,
  event: FlowEvent,
): number | null => {
  if (hearing.every) return -1;
  const run = newRun({ id: '', variables });
  const frame = newFrame({ node: root, parent: null, key: '', effect: '', scope: null, raw: null, now: 0 });
  const at = hearing.filters.findIndex((filter) => {
    const listener = { filter, wanted: wantedOf(filter, frame, run), expected: null };
    return hears(listener, event, { frame, run }) !== null;
  });
  return at < 0 ? null : at;
};

/** How many events it takes to begin. */
export const eventsNeeded = (strategy: EventStrategy): number =>
  strategy.kind === 'all' ? strategy.filters.length : 1;
