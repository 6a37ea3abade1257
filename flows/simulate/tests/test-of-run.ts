import { unescapeStep } from '../../../core/json-pointer.ts';
import { without } from '../../../core/without.ts';
import type { Failure, FlowEvent } from '../../engine/messages.ts';
import type { Program } from '../../engine/program.ts';
import { readOf } from '../../engine/variable-uses.ts';
import type { RunEnd } from '../../run/run-end.ts';
import { calledName, type CallTrace } from '../call-trace.ts';
import { identityOf } from '../listeners.ts';
import type { PastRun, Retraced } from '../retrace.ts';
import { runTests } from './run-tests.ts';

export interface RunToTest {
  readonly name: string;
  readonly past: PastRun;
  readonly before: Pick<Retraced, 'calls' | 'emitted' | 'tasks'>;
  /** Null: it waits for something that has not come. */
  readonly end: RunEnd | null;
  /** By which events it was begun, and not with an input. */
  readonly byEvent: boolean;
}

/** A case as it stands in a file of tests. */
export type WrittenCase = Readonly<Record<string, unknown>>;

export interface TestOfRun {
  readonly test: WrittenCase;
  /** What of it does not pass on the version that the run was of: nothing, as a rule. */
  readonly problems: readonly string[];
}

/** How exactly the run is written down. What says less is better to read, and holds when the flow changes a little. */
const ways = [
  { byKey: false, timed: false },
  { byKey: false, timed: true },
  { byKey: true, timed: true },
] as const;
type Way = (typeof ways)[number];

/**
 * A run as a test: what it was given, what came back from everything that it called, how it went. It is tried at once: the
 * plainest way of writing it down with which it goes as it went.
 */
export const testOfRun = async (
  program: Program,
  given: RunToTest,
  signal?: AbortSignal,
): Promise<TestOfRun> => {
  const variables = readOf(program.variables, given.past.variables);
  const run: RunToTest = { ...given, past: { ...given.past, variables } };
  let last: TestOfRun = { test: {}, problems: [] };
  for (const way of ways) {
    const test = inTests(run, caseOf(run, way));
    const { cases, problems } = await runTests(program, JSON.stringify([test]), { signal });
    const wrong = [...problems, ...cases.flatMap((one) => one.problems)].map(({ message }) => message);
    last = { test, problems: wrong };
    if (wrong.length === 0) break;
  }
  return last;
};

const caseOf = (run: RunToTest, way: Way): WrittenCase => {
  const { past, before } = run;
  const { input, secrets, startedAt } = past;
  const answers = answersOf(run, way);
  const arrives = arrivalsOf(run, way);
  return {
    name: run.name,
    ...(run.byEvent ? { event: eventsIn(input).map(written) } : { input: input ?? {} }),
    at: new Date(startedAt).toISOString(),
    ...(Object.keys(secrets).length > 0 && { secrets }),
    ...(Object.keys(past.variables).length > 0 && { variables: past.variables }),
    ...(Object.keys(answers).length > 0 && { answers }),
    ...(arrives.length > 0 && { arrives }),
    expect: {
      ...endOf(run.end),
      tasks: before.tasks.filter(({ status }) => status !== 'skipped').map(({ name }) => name),
      ...(before.calls.length > 0 && {
        calls: before.calls.map((call) => ({ [calledName(call)]: call.with })),
      }),
    },
  };
};

const endOf = (end: RunEnd | null): WrittenCase => {
  const parked = end?.parked === undefined ? {} : { status: 'parked' };
  if (end?.status === 'completed') return { ...parked, output: end.output };
  if (end?.status !== 'faulted') return { status: 'waiting' };
  const { type, status, title, detail } = end.error;
  return { ...parked, error: { type, status, title, ...(detail !== undefined && { detail }) } };
};

const answersOf = ({ past, before }: RunToTest, { byKey, timed }: Way): Record<string, unknown> => {
  const rows = new Map(
    past.rows.filter(({ kind }) => kind === 'done' || kind === 'failed').map((row) => [row.key, row]),
  );
  const answers = new Map<string, unknown[]>();
  for (const call of before.calls) {
    const name = byKey ? call.key : nameFor(call, before.calls);
    const row = rows.get(call.key);
    const given = row === undefined ? 'never' : answerOf(row, timed);
    answers.set(name, [...(answers.get(name) ?? []), given]);
  }
  return Object.fromEntries([...answers].map(([name, list]) => [name, list.length === 1 ? list[0] : list]));
};

const answerOf = ({ kind, body, at, began }: PastRun['rows'][number], timed: boolean): WrittenCase => {
  const after = timed && at > began ? { after: seconds(at - began) } : {};
  if (kind === 'done') return { output: (JSON.parse(body) as { output: unknown }).output, ...after };
  const { kind: type, detail, status, title, more } = JSON.parse(body) as Failure;
  return {
    error: {
      ...more,
      ...{ type, detail },
      ...(status !== undefined && { status }),
      ...(title !== undefined && { title }),
    },
    ...after,
  };
};

/** The name of its task, where no other task that calls something has the same. */
const nameFor = (call: CallTrace, calls: readonly CallTrace[]): string => {
  const name = taskOf(call);
  return calls.some((one) => one.place !== call.place && taskOf(one) === name) ? call.key : name;
};

const taskOf = ({ place }: CallTrace): string => unescapeStep(place.slice(place.lastIndexOf('/') + 1));

const arrivalsOf = ({ past, before }: RunToTest, { timed }: Way): WrittenCase[] => {
  // What the run said itself, it says again.
  const known = new Set(before.emitted.map(identityOf));
  return past.rows.flatMap(({ kind, body, at }) => {
    if (kind !== 'arrived') return [];
    const event = JSON.parse(body) as FlowEvent;
    if (known.has(identityOf(event))) return [];
    known.add(identityOf(event));
    return [{ ...written(event), ...(timed && { after: seconds(at - past.startedAt) }) }];
  });
};

const written = (event: FlowEvent): WrittenCase => without(event, ['specversion']);

const eventsIn = (input: unknown): readonly FlowEvent[] =>
  Array.isArray(input) ? (input as readonly FlowEvent[]) : [];

const seconds = (ms: number): string => `PT${Math.max(0, ms) / 1_000}S`;

/** In a test the run has another id, and events that are meant for it name that one. */
const inTests = ({ past }: RunToTest, test: WrittenCase): WrittenCase =>
  JSON.parse(JSON.stringify(test).replaceAll(past.runId, 'run_test')) as WrittenCase;
