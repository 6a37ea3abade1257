import { HubError } from '../../core/errors.ts';
import type { Command, Failure, FlowEvent, RunEvent } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import { newRun } from '../engine/state.ts';
import { step } from '../engine/step.ts';
import { openParking } from '../run/parking.ts';
import { endIn, type RunEnd } from '../run/run-end.ts';
import type { VariableValues } from '../variables/variable-set.ts';
import { breathe } from './breathe.ts';
import { openCallRecorder, type Work } from './call-trace.ts';
import { openListeners } from './listeners.ts';
import { openSchedule } from './schedule.ts';
import { openRecorder, type Traces } from './trace.ts';

/** When something comes of a call. Without `order` it is the turn of those that were planned first. */
interface Timing {
  readonly afterMs?: number;
  readonly order?: number;
  /** It comes although the call has a timeout that is shorter. */
  readonly evenLate?: boolean;
}

export type Answer =
  | ({ readonly output: unknown } & Timing)
  | ({ readonly failure: Failure } & Timing)
  | 'never'
  /** Nothing comes, not even its timeout. */
  | 'open';

export interface Arrival {
  readonly event: FlowEvent;
  /** When it arrives, whether somebody listens or not; as soon as somebody does, when left out. */
  readonly at?: number;
  readonly order?: number;
  /** Only this listener hears it, if it is there. */
  readonly key?: string;
}

export interface Simulation {
  readonly input: unknown;
  readonly runId?: string;
  readonly startedAt?: number;
  /** What comes of a call, of a sub-flow, of a script. */
  readonly answer: (work: Work) => Answer;
  readonly events?: readonly Arrival[];
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly variables?: VariableValues;
  /** When a timer rings that is due at `at`: the same, but for runs of the past. */
  readonly ring?: (key: string, at: number) => { readonly at: number; readonly order?: number };
  /** Whether an event that the run emits reaches its own listeners; as all others do, when left out. */
  readonly reachesItself?: (event: FlowEvent) => boolean;
  readonly cancel?: { readonly at: number; readonly order: number; readonly reason: string };
  readonly limits?: SimulationLimits;
  readonly signal?: AbortSignal;
}

export interface SimulationLimits {
  readonly tasks?: number;
  /** What happens from outside: answers, events, timers. */
  readonly events?: number;
}

export interface Simulated extends Traces {
  /** Null: it waits for something that never comes. */
  readonly end: RunEnd | null;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Events that nobody has heard. */
  readonly unheard: readonly FlowEvent[];
}

/** A day on which every test happens, so that what it expects can name times. */
export const firstOfDays = Date.UTC(2026, 0, 1);

const defaultTasks = 20_000;
const defaultEvents = 20_000;
/** Planned by the simulation itself: after what is known to have happened in the same moment. */
const later = 2 ** 40;
/** Others have their turn after so many events. */
const breath = 100;
/** And after so many tasks. */
const slice = 200;

type Happening = RunEvent | { readonly kind: 'event'; readonly event: FlowEvent; readonly key?: string };

/**
 * Runs a flow in memory: what is called gives what `answer` says, time passes only where nothing else happens, and nothing
 * is written or sent.
 */
export const simulate = async (program: Program, simulation: Simulation): Promise<Simulated> => {
  const { answer, secrets = {}, variables = {}, startedAt = firstOfDays, signal } = simulation;
  const state = newRun({ id: simulation.runId ?? 'run_test', secrets, variables });
  const limits = { slice, tasks: simulation.limits?.tasks ?? defaultTasks, observe: openRecorder() };
  const mostEvents = simulation.limits?.events ?? defaultEvents;
  const plan = openSchedule<Happening>();
  const calls = openCallRecorder();
  const works = new Map<string, Work>();
  const parking = openParking();
  const emitted: FlowEvent[] = [];
  const listeners = openListeners(state);
  let undated = (simulation.events ?? []).filter(({ at }) => at === undefined).map(({ event }) => event);
  let count = 0;
  let end: RunEnd | null = null;

  const add = (
    key: string,
    what: Happening,
    { at, order }: { at: number; order?: number | undefined },
  ): void => plan.add(key, { at, order: order ?? later + count++, what });
  const arrive = ({ event, key, order }: Arrival, at: number): void =>
    add(`event ${count++}`, { kind: 'event', event, ...(key !== undefined && { key }) }, { at, order });

  const call = (work: Work): void => {
    calls.begin(work, state.now);
    works.set(work.key, work);
    const given = answer(work);
    const { key, timeoutMs } = work;
    if (given === 'open') return;
    const { afterMs = 0, evenLate = false } = given === 'never' ? { afterMs: Infinity } : given;
    if (timeoutMs !== null && afterMs > timeoutMs && !evenLate) {
      const failure = { kind: 'timeout', detail: `It did not answer within ${timeoutMs} ms.` } as const;
      return add(key, { kind: 'failed', key, at: 0, failure }, { at: state.now + timeoutMs });
    }
    if (given === 'never') return;
    const what: Happening =
      'failure' in given
        ? { kind: 'failed', key, at: 0, failure: given.failure }
        : { kind: 'done', key, at: 0, output: given.output };
    add(key, what, { at: state.now + afterMs, order: given.order });
  };

  const act = (command: Command): void => {
    switch (command.kind) {
      case 'call':
      case 'run':
        return call(command);
      case 'timer': {
        const { key, at } = command;
        const ring = simulation.ring?.(key, at) ?? { at };
        return add(key, { kind: 'due', key, at: 0 }, ring);
      }
      case 'listen':
        for (const event of listeners.open(command)) arrive({ event }, state.now);
        return;
      case 'drop':
        plan.remove(command.key);
        listeners.close(command.key);
        calls.end(command.key, 'dropped', state.now);
        return;
      case 'emit':
        emitted.push(command.event);
        if (simulation.reachesItself?.(command.event) ?? true) arrive({ event: command.event }, state.now);
        return;
      case 'end':
        end = parking.end(endIn([command]));
        return;
      default:
        command satisfies never;
    }
  };

  let fed = 0;
  const feed = async (event: RunEvent): Promise<void> => {
    fed += 1;
    if (fed > mostEvents)
      throw new HubError(
        'flow_faulted',
        `The run took more than ${mostEvents} events, which is the limit here.`,
      );
    if (fed % breath === 0) await breathe(signal);
    if ('key' in event) parking.told(event, works.get(event.key));
    let next: RunEvent | null = event;
    for (;;) {
      const outcome = step({ program, ...limits }, state, next);
      if (next?.kind === 'done' || next?.kind === 'failed') calls.end(next.key, next.kind, state.now);
      for (const command of outcome.commands) act(command);
      if (!outcome.unfinished) return;
      next = null;
      await breathe(signal);
    }
  };

  const hear = async ({ event, key: own }: Pick<Arrival, 'event' | 'key'>, at: number): Promise<void> => {
    const all = listeners.thatTake(event);
    const keys = own !== undefined && all.includes(own) ? [own] : all;
    if (keys.length === 0) listeners.missed(event);
    for (const key of keys) {
      listeners.took(key, event);
      await feed({ kind: 'arrived', key, at, event });
    }
  };

  const hearNext = async (): Promise<boolean> => {
    const at = undated.findIndex((event) => listeners.thatTake(event).length > 0);
    const event = undated[at];
    if (event === undefined) return false;
    // Those before it came when nobody listened for them.
    for (const missed of undated.slice(0, at)) listeners.missed(missed);
    undated = undated.slice(at + 1);
    await hear({ event }, state.now);
    return true;
  };

  for (const one of simulation.events ?? []) if (one.at !== undefined) arrive(one, one.at);
  const { cancel } = simulation;
  if (cancel !== undefined) add('cancel', { kind: 'cancel', at: 0, reason: cancel.reason }, cancel);
  await feed({ kind: 'start', at: startedAt, input: simulation.input });
  while (state.status === 'running') {
    const soon = plan.next();
    if ((soon === undefined || soon.at > state.now) && (await hearNext())) continue;
    const planned = plan.take();
    if (planned === undefined) break;
    const at = Math.max(planned.at, state.now);
    const { what } = planned;
    if (what.kind === 'event') await hear(what, at);
    else await feed({ ...what, at });
  }
  limits.observe.settle();
  return {
    ...{ end, startedAt, endedAt: state.now, emitted },
    ...{ tasks: limits.observe.tasks, calls: calls.calls() },
    unheard: [...listeners.unheard(), ...undated],
  };
};
