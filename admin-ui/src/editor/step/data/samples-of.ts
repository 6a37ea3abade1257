import type { RunDetail, RunTask } from '../../../api/shapes.ts';
import { isRecord } from '../../../schema-form/settle.ts';
import type { FlowShape } from '../../document/flow-shape.ts';
import { eventsThatBegin } from '../../trial/trial-wish.ts';
import { valueAt } from '../forms/parts.ts';
import { exampleOf } from './example-of.ts';
import { noSamples, type FlowSamples, type StepSample } from './samples.ts';

type Task = Pick<RunTask, 'key' | 'place' | 'input' | 'output' | 'leftOut' | 'status' | 'endedAt'>;

/** What a run tells of its steps; of one that was gone through several times the last one that gave something. */
export const samplesOfRun = (
  run: Pick<RunDetail, 'run' | 'startedAt' | 'input'>,
  tasks: readonly Task[],
): FlowSamples => {
  const steps = new Map<string, StepSample>();
  for (const { key, place, input, output, leftOut, status } of tasks) {
    const before = steps.get(place);
    if (before !== undefined && before.output !== undefined && output === undefined) continue;
    const left = (leftOut ?? []).filter((what) => what !== 'error');
    // A step that was skipped gives what it was given.
    const given = status === 'skipped' && output === undefined ? input : output;
    steps.set(place, { key, input, output: given, leftOut: left, from: 'run' });
  }
  const { run: id, startedAt } = run;
  return {
    ...noSamples,
    source: { kind: 'run', run: id, startedAt },
    run: { id, startedAt },
    input: run.input,
    steps,
    ended: tasks
      .filter(({ endedAt }) => endedAt !== null)
      .toSorted((one, other) => Date.parse(one.endedAt ?? '') - Date.parse(other.endedAt ?? ''))
      .map(({ place }) => place),
  };
};

/** Nothing has run yet: what the flow's own schema, or the events that begin it, let expect for its first step. */
export const samplesOfSchema = (
  shape: FlowShape,
  told: ReadonlyMap<string, unknown> = new Map(),
): FlowSamples => {
  const schema = valueAt(shape.value, '/input/schema/document');
  const input = isRecord(schema) ? exampleOf(schema) : told.size === 0 ? null : eventsThatBegin(shape, told);
  if (input === null) return noSamples;
  const first = shape.main.steps[0];
  const steps = new Map<string, StepSample>();
  if (first !== undefined)
    steps.set(first.place, { key: null, input, output: undefined, leftOut: [], from: 'schema' });
  return { ...noSamples, source: { kind: 'schema' }, input, steps };
};

/** What was too long to come with the others, where it was asked for since. */
export const withWhole = (samples: FlowSamples, whole: readonly Task[]): FlowSamples => {
  if (whole.length === 0) return samples;
  const steps = new Map(samples.steps);
  for (const { place, key, input, output, status } of whole) {
    const before = steps.get(place);
    if (before?.key !== key) continue;
    const given = status === 'skipped' && output === undefined ? input : output;
    steps.set(place, { ...before, input, output: given, leftOut: [] });
  }
  return { ...samples, steps };
};

/** Tasks that have to be asked for alone before a step can be tried: its own, and those before it that it may pick from. */
export const wantedWhole = (
  { steps }: FlowSamples,
  chosen: string | null,
  earlier: readonly string[],
): readonly string[] => {
  const keyOf = (place: string, what: readonly string[]): readonly string[] => {
    const { key = null, leftOut = [] } = steps.get(place) ?? {};
    return key !== null && leftOut.some((one) => what.includes(one)) ? [key] : [];
  };
  const nearest = earlier.toReversed().flatMap((place) => keyOf(place, ['output']));
  return [...(chosen === null ? [] : keyOf(chosen, ['input', 'output'])), ...nearest];
};

/** What a person has pinned counts before what came of a run, also as what the next step is given. */
export const withPins = (samples: FlowSamples, pins: ReadonlyMap<string, unknown>): FlowSamples => {
  if (pins.size === 0) return samples;
  const steps = new Map(samples.steps);
  for (const [place, output] of pins) {
    const before = steps.get(place);
    steps.set(place, { key: null, input: before?.input, output, leftOut: [], from: 'pin' });
  }
  return { ...samples, steps, ended: [...new Set([...samples.ended, ...pins.keys()])] };
};
