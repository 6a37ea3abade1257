import type { TaskFact, TaskState } from '../../runs/task-facts.ts';
import type { RunMark, RunMarks, RunStatus } from '../canvas/run-marks.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import { placeKey, placesByKey } from './place-key.ts';

const statuses: Readonly<Record<TaskState, RunStatus | null>> = {
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  running: 'running',
  waiting: 'waiting',
  // It was cut off where it stood.
  stopped: 'skipped',
  // A retry took it back.
  undone: null,
};

/** Attempts are counted apart from rounds: `/ask!1` is `ask` tried again. */
const roundOf = (key: string): string => key.replace(/!\d+/g, '');

/**
 * A run for the canvas: each step once, as it went the last time round, where it stands in the text now. A step that was left out
 * or has another name since has no place any more.
 */
export const marksOf = (facts: readonly TaskFact[], shape: FlowShape): RunMarks => {
  const places = placesByKey(shape);
  const byPlace = Map.groupBy(
    // A pause between attempts is none of the steps.
    facts.filter(
      ({ place, wait, state }) => place !== '' && wait?.kind !== 'retry' && statuses[state] !== null,
    ),
    ({ place }) => places.get(placeKey(place)) ?? '',
  );
  const marks = new Map<string, RunMark>();
  for (const [place, some] of byPlace) {
    const last = some.toSorted((one, other) => one.began - other.began).at(-1);
    if (place === '' || last === undefined) continue;
    const status = statuses[last.state];
    if (status === null) continue;
    const round = roundOf(last.key);
    marks.set(place, {
      status,
      attempts: some.filter(({ key }) => roundOf(key) === round).length,
      ms: last.ended === null ? null : last.ended - last.began,
      count: new Set(some.map(({ key }) => roundOf(key))).size,
      error: last.state === 'failed' ? last.reason : null,
    });
  }
  return marks;
};
