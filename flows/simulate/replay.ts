import type { Failure, FlowEvent } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import type { PastRun } from './retrace.ts';
import { callTrace, simulate, type Answer, type Arrival, type Simulated, type Work } from './simulate.ts';
import { calledName, type CallTrace } from './trace.ts';

export interface Replay {
  readonly program: Program;
  readonly past: PastRun;
  /** The calls that the run made, as far as that is known: a task that calls something else now is a new call. */
  readonly calls: readonly CallTrace[];
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

/**
 * A run of the past once more, on another program: calls give what they gave, events come when they came, timers ring when
 * they rang. Nothing goes out.
 */
export const replay = async ({ program, past, calls, ...given }: Replay): Promise<Replayed> => {
  const known = openPastCalls(past, calls);
  const made: { readonly work: Work; readonly found: PastCall | null }[] = [];
  const rang = Map.groupBy(
    past.rows.filter(({ kind }) => kind === 'due'),
    ({ key }) => key,
  );
  const ring = (key: string, at: number) => {
    // The timer of a repeated attempt has one key for all attempts.
    const row = rang.get(key)?.shift();
    return row === undefined ? { at } : { at: row.at, order: row.seq };
  };
  const cancel = past.rows.find(({ kind }) => kind === 'cancel');

  const answer = (work: Work): Answer => {
    const found = known.take(work);
    made.push({ work, found });
    if (found === null) return given.answer?.(work) ?? 'never';
    return found.row === null ? 'never' : answerIn(found.row);
  };

  const simulated = await simulate(program, {
    ...{ runId: past.runId, input: past.input, startedAt: past.startedAt, secrets: past.secrets },
    ...{ answer, ring, events: arrivalsIn(past) },
    ...(cancel !== undefined && {
      cancel: { at: cancel.at, order: cancel.seq, reason: String(JSON.parse(cancel.body)) },
    }),
    ...(given.limits !== undefined && { limits: given.limits }),
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

const answerIn = ({ kind, body, began, at, seq }: PastRun['rows'][number]): Answer => {
  const timing = { afterMs: Math.max(0, at - began), order: seq };
  return kind === 'done'
    ? { output: (JSON.parse(body) as { output: unknown }).output, ...timing }
    : { failure: JSON.parse(body) as Failure, ...timing };
};

/** Each event once, however many listeners it reached. */
const arrivalsIn = ({ rows }: PastRun): Arrival[] => {
  const arrivals = new Map<string, Arrival>();
  for (const { kind, body, at, seq } of rows) {
    if (kind !== 'arrived') continue;
    const event = JSON.parse(body) as FlowEvent;
    const identity = `${event.source} ${event.id}`;
    if (!arrivals.has(identity)) arrivals.set(identity, { event, at, order: seq });
  }
  return [...arrivals.values()];
};

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
