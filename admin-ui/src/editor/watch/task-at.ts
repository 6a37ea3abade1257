import type { TimelineNode } from '../../runs/timeline.ts';
import type { RunMark, RunMarks } from '../canvas/run-marks.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import { placeKey, placesByKey } from '../trial/place-key.ts';

/** The row of the timeline that a step stands for: as it went the last time round. None where the run did not come to it. */
export const taskAt = (nodes: readonly TimelineNode[], place: string): TimelineNode | null => {
  const wanted = placeKey(place);
  let found: TimelineNode | null = null;
  for (const node of nodes) {
    const own =
      node.fact !== null && node.fact.wait?.kind !== 'retry' && placeKey(node.fact.place) === wanted
        ? node
        : null;
    for (const one of [own, taskAt(node.children, place)])
      if (one !== null && (found === null || one.began >= found.began)) found = one;
  }
  return found;
};

/** A fast run keeps no journal, and of another one not all may be known: where it failed is known of each. */
export const withFailure = (marks: RunMarks, shape: FlowShape, error: RunFailure): RunMarks => {
  const place = error.place === null ? undefined : placesByKey(shape).get(placeKey(error.place));
  if (place === undefined || marks.get(place)?.status === 'failed') return marks;
  const mark: RunMark = { status: 'failed', attempts: 1, ms: null, count: 1, error: error.reason };
  return new Map([...marks, [place, { ...mark, ...pick(marks.get(place)) }]]);
};

export interface RunFailure {
  /** JSON pointer of the step. */
  readonly place: string | null;
  readonly reason: string | null;
}

const pick = (mark: RunMark | undefined): Partial<RunMark> =>
  mark === undefined ? {} : { attempts: mark.attempts, ms: mark.ms, count: mark.count };

/** The step that a run has come to: the innermost one that failed, or else that is under way. */
export const standsAt = (marks: RunMarks, { steps }: FlowShape): string | null => {
  const places = [...steps.keys()];
  for (const some of [['failed'], ['waiting', 'running']]) {
    const at = places.findLast((place) => some.includes(marks.get(place)?.status ?? ''));
    if (at !== undefined) return at;
  }
  return null;
};
