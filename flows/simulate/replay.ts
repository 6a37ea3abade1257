import type { Failure, FlowEvent } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import { callTrace, calledName, type CallTrace, type Work } from './call-trace.ts';
import { identityOf } from './listeners.ts';
import type { PastRun, Retraced } from './retrace.ts';
import { simulate, type Answer, type Arrival, type Simulated } from './simulate.ts';

export interface Replay {
  readonly program: Program;
  readonly past: PastRun;
  /** What the run did on its own program: a task that calls something else now is a new call. */
  readonly before: Pick<Retraced, 'calls' | 'emitted' | 'timers'>;
  /** What comes of calls that the run did not make; null, or left out: nothing, and the run stops there. */
  readonly answer?: (work: Work) => Answer | null;
  readonly limits?: { readonly tasks?: number; readonly events?: number };
  readonly signal?: AbortSignal;
}

export interface Replayed extends Simulated {
  /** Calls that the run did not make. */
  readonly newCalls: readonly CallTrace[];
  /** Keys of the calls of the run that were made once more. */
  readonly repeated: ReadonlyMap<CallTrace, PastCall>;
}

/** A call of the run, with what came of it. */
export interface PastCall {
  readonly row: PastRun['rows'][number] | null;
  readonly call: CallTrace | null;
  readonly key: string;
  readonly place: string;
}

/** As many tasks as a run may have. */
const asInEarnest = { tasks: 100_000, events: 100_000 };

/**
 * A run of the past once more, on another program: calls give what they gave, events come when they came, timers ring when
 * they rang. Nothing goes out.
 */
export const replay = async ({ program, past, before, ...given }: Replay): Promise<Replayed> => {
  const known = openPastCalls(past, before.calls);
  const made: { readonly work: Work; readonly found: PastCall | null }[] = [];
  const lastAt = past.rows.at(-1)?.at ?? past.startedAt;
  const set = new Map<string, number>();
  const ring = (key: string, at: number) => {
    // The timer of a repeated attempt has one key for all attempts.
    const count = set.get(key) ?? 0;
    set.set(key, count + 1);
    const rang = before.timers.get(key)?.[count];
    // One that the run had, and that did not ring, was late: the hub was away, or something else came first.
    return rang ?? { at: rang === null ? Math.max(at, lastAt) : at };
  };
  const emitted = new Set(before.emitted.map(identityOf));
  const cancel = past.rows.find(({ kind }) => kind === 'cancel');

  const answer = (work: Work): Answer => {
    const found = known.take(work);
    made.push({ work, found });
    if (found === null) return given.answer?.(work) ?? 'never';
    // With the timeout that it had then, it goes as it went.
    const evenLate = found.call?.timeoutMs === work.timeoutMs;
    if (found.row === null) return evenLate ? 'open' : 'never';
    return { ...answerIn(found.row), evenLate };
  };

  const simulated = await simulate(program, {
    ...{ runId: past.runId, input: past.input, startedAt: past.startedAt, secrets: past.secrets },
    variables: past.variables,
    ...{ answer, ring, events: arrivalsIn(past) },
    // Those that reached the run itself stand in its journal.
    reachesItself: (event) => !emitted.has(identityOf(event)),
    ...(cancel !== undefined && {
      cancel: { at: cancel.at, order: cancel.seq, reason: String(JSON.parse(cancel.body)) },
    }),
    limits: given.limits ?? asInEarnest,
    ...(given.signal !== undefined && { signal: given.signal }),
  });
  // Calls are traced in the order in which they were answered.
  const pairs = simulated.calls.map((call, at) => [call, made[at]?.found ?? null] as const);
  return {
    ...simulated,
    newCalls: pairs.filter(([, found]) => found === null).map(([call]) => call),
    repeated: new Map(pairs.flatMap(([call, found]) => (found === null ? [] : [[call, found]]))),
  };
};

const answerIn = ({ kind, body, began, at, seq }: PastRun['rows'][number]): Exclude<Answer, string> => {
  const timing = { afterMs: Math.max(0, at - began), order: seq };
  return kind === 'done'
    ? { output: (JSON.parse(body) as { output: unknown }).output, ...timing }
    : { failure: JSON.parse(body) as Failure, ...timing };
};

const arrivalsIn = ({ rows }: PastRun): Arrival[] =>
  rows
    .filter(({ kind }) => kind === 'arrived')
    .map(({ key, body, at, seq }) => ({ event: JSON.parse(body) as FlowEvent, key, at, order: seq }));

/** The calls of a run, each to be found once: by its key, else by what it was and where. */
const openPastCalls = ({ rows }: PastRun, calls: readonly CallTrace[]) => {
  const answers = new Map(
    rows.filter(({ kind }) => kind === 'done' || kind === 'failed').map((row) => [row.key, row]),
  );
  const left = new Map<string, PastCall>();
  for (const call of calls) {
    left.set(call.key, { row: answers.get(call.key) ?? null, call, key: call.key, place: call.place });
  }
  for (const row of answers.values()) {
    if (!left.has(row.key)) left.set(row.key, { row, call: null, key: row.key, place: row.place });
  }
  const take = (work: Work): PastCall | null => {
    const wanted = callTrace(work, 0);
    const fits = ({ call }: PastCall): boolean => call === null || calledName(call) === calledName(wanted);
    const byKey = left.get(work.key);
    const found =
      byKey !== undefined && fits(byKey)
        ? byKey
        : [...left.values()].find((one) => fits(one) && isThat(one, wanted));
    if (found !== undefined) left.delete(found.key);
    return found ?? null;
  };
  return { take };
};

/** At the same place, or the same call with the same arguments, wherever it stands now. */
const isThat = ({ call, place }: PastCall, wanted: CallTrace): boolean =>
  place === wanted.place || (call !== null && JSON.stringify(call.with) === JSON.stringify(wanted.with));
