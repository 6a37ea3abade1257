import { HubError } from '../../core/errors.ts';
import type { Command, Failure, FlowEvent, RunEvent } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import { newRun, type RunState } from '../engine/state.ts';
import { offer, step } from '../engine/step.ts';
import { endIn, type RunEnd } from '../run/run-end.ts';
import { openSchedule } from './schedule.ts';
import { openRecorder, type CallTrace, type Traces } from './trace.ts';

export type Work = Extract<Command, { kind: 'call' | 'run' }>;

/** When something comes of a call. Without `order` it is the turn of those that were planned first. */
interface Timing {
  readonly afterMs?: number;
  readonly order?: number;
}

export type Answer =
  ({ readonly output: unknown } & Timing) | ({ readonly failure: Failure } & Timing) | 'never';

export interface Arrival {
  readonly event: FlowEvent;
  /** When it arrives, whether somebody listens or not; as soon as somebody does, when left out. */
  readonly at?: number;
  readonly order?: number;
}

export interface Simulation {
  readonly input: unknown;
  readonly runId?: string;
  readonly startedAt?: number;
  /** What comes of a call, of a sub-flow, of a script. */
  readonly answer: (work: Work) => Answer;
  readonly events?: readonly Arrival[];
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** When a timer rings that is due at `at`: the same, but for runs of the past. */
  readonly ring?: (key: string, at: number) => { readonly at: number; readonly order?: number };
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

type Happening = RunEvent | { readonly kind: 'event'; readonly event: FlowEvent };

/**
 * Runs a flow in memory: what is called gives what `answer` says, time passes only where nothing else happens, and nothing
 * is written or sent.
 */
export const simulate = async (program: Program, simulation: Simulation): Promise<Simulated> => {
  const { answer, secrets = {}, startedAt = firstOfDays, signal } = simulation;
  const state = newRun({ id: simulation.runId ?? 'run_test', secrets });
  const limits = { tasks: simulation.limits?.tasks ?? defaultTasks, observe: openRecorder() };
  const mostEvents = simulation.limits?.events ?? defaultEvents;
  const plan = openSchedule<Happening>();
  const calls: CallTrace[] = [];
  const openCalls = new Map<string, CallTrace>();
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
  const arrive = (event: FlowEvent, at: number, order?: number): void =>
    add(`event ${count++}`, { kind: 'event', event }, { at, order });

  const call = (work: Work): void => {
    const trace = callTrace(work, state.now);
    calls.push(trace);
    openCalls.set(work.key, trace);
    const given = answer(work);
    const { key, timeoutMs } = work;
    const afterMs = given === 'never' ? Infinity : (given.afterMs ?? 0);
    if (timeoutMs !== null && afterMs > timeoutMs) {
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
        for (const event of listeners.open(command)) arrive(event, state.now);
        return;
      case 'drop':
        plan.remove(command.key);
        listeners.close(command.key);
        settle(command.key, 'dropped');
        return;
      case 'emit':
        emitted.push(command.event);
        // It reaches whoever listens, this run among them; one that is known to come is not sent twice.
        if (!known(command.event)) arrive(command.event, state.now);
        return;
      case 'end':
        end = endIn([command]);
        return;
      default:
        command satisfies never;
    }
  };

  const known = (event: FlowEvent): boolean =>
    simulation.events?.some((one) => identity(one.event) === identity(event)) ?? false;

  const settle = (key: string, status: CallTrace['status']): void => {
    const trace = openCalls.get(key);
    if (trace === undefined) return;
    openCalls.delete(key);
    trace.status = status;
    trace.ended = state.now;
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
    let next: RunEvent | null = event;
    for (;;) {
      const outcome = step(program, state, next, limits);
      if ('key' in event && next !== null) settle(event.key, event.kind === 'failed' ? 'failed' : 'done');
      for (const command of outcome.commands) act(command);
      if (!outcome.unfinished) return;
      next = null;
      await breathe(signal);
    }
  };

  const hear = async (event: FlowEvent, at: number): Promise<boolean> => {
    const keys = listeners.thatTake(event);
    if (keys.length === 0) listeners.missed(event);
    for (const key of keys) {
      listeners.took(key, event);
      await feed({ kind: 'arrived', key, at, event });
    }
    return keys.length > 0;
  };

  const hearNext = async (): Promise<boolean> => {
    const at = undated.findIndex((event) => listeners.thatTake(event).length > 0);
    const event = undated[at];
    if (event === undefined) return false;
    // Those before it came when nobody listened for them.
    for (const missed of undated.slice(0, at)) listeners.missed(missed);
    undated = undated.slice(at + 1);
    return hear(event, state.now);
  };

  for (const { event, at, order } of simulation.events ?? []) if (at !== undefined) arrive(event, at, order);
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
    if (what.kind === 'event') await hear(what.event, at);
    else await feed({ ...what, at });
  }
  limits.observe.settle();
  return {
    ...{ end, startedAt, endedAt: state.now, calls, emitted, tasks: limits.observe.tasks },
    unheard: [...listeners.unheard(), ...undated],
  };
};

const breathe = async (signal: AbortSignal | undefined): Promise<void> => {
  await new Promise(setImmediate);
  if (signal?.aborted === true) throw new HubError('cancelled', 'The run is not wanted any more.');
};

export const callTrace = (work: Work, began: number): CallTrace => ({
  ...{ key: work.key, effect: work.effect, place: work.place, with: work.with },
  function: work.kind === 'call' ? work.function : work.process,
  name: nameOf(work),
  ...{ status: 'open', began, ended: null },
});

const nameOf = (work: Work): string | null => {
  if (work.kind === 'call') return work.operation ?? null;
  const { name } = work.with;
  return work.process === 'workflow' && typeof name === 'string' ? name : null;
};

/** As the hub knows an event again. */
const identity = ({ source, id }: FlowEvent): string => `${source} ${id}`;

/** Who listens, and what came when nobody did. */
const openListeners = (state: RunState) => {
  const open = new Set<string>();
  const taken = new Set<string>();
  const missed = new Map<string, FlowEvent>();
  return {
    /** Events that came before, for a listener that names their subject: the hub keeps those for it. */
    open: ({ key, waits }: Extract<Command, { kind: 'listen' }>): FlowEvent[] => {
      open.add(key);
      return [...missed.values()].filter((event) =>
        waits.some(
          ({ type, subject }) => type === event.type && subject !== null && subject === event.subject,
        ),
      );
    },
    close: (key: string) => void open.delete(key),
    thatTake: (event: FlowEvent): string[] =>
      [...open].filter((key) => !taken.has(`${key} ${identity(event)}`) && offer(state, key, event)),
    took: (key: string, event: FlowEvent): void => {
      taken.add(`${key} ${identity(event)}`);
      missed.delete(identity(event));
    },
    missed: (event: FlowEvent) => void missed.set(identity(event), event),
    unheard: () => [...missed.values()],
  };
};
