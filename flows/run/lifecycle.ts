import type { Fact } from '../../core/event.ts';
import type { FlowDocument } from '../document/model.ts';
import type { Fault } from '../engine/fault.ts';
import type { StepLimits } from '../engine/step.ts';
import type { Frame, RunState } from '../engine/state.ts';
import { lifecycleLevel } from './lifecycle-level.ts';
import { observeTasks } from './lifecycle-tasks.ts';
import type { RunEnd } from './run-end.ts';
import type { RowParts } from './rows.ts';
import { storableJson } from './tellable.ts';

/**
 * What a run tells of itself as CloudEvents (dsl.md, "Lifecycle Events"), and the rows that keep it from telling
 * anything twice: which of the events before them are told already is known from where they stand.
 */
export interface Lifecycle {
  /** For the steps of the run. */
  readonly limits: Pick<StepLimits, 'observe'>;
  started(at: number): readonly Fact[];
  /** The row that says that this was told. */
  begun(at: number): readonly RowParts[];
  ended(end: RunEnd, at: number): readonly Fact[];
  /** What there is to tell since it was last asked, besides. */
  news(): readonly Fact[];
  /** From now on events are noted, and nothing comes of them. The row for it, once. */
  held(state: RunState, at: number): readonly RowParts[];
  /** A row is gone through again: what was told up to there is not told again. */
  replayed(kind: string, state: RunState): void;
  /** It goes on in this process, after so many rows. */
  goesOn(state: RunState, at: number, rows: number): readonly RowParts[];
}

export interface ToldRun {
  readonly runId: string;
  readonly mode: 'durable' | 'fast';
  readonly privacy: { readonly mask: (json: string) => string };
}

export const lifecycleOf = (document: FlowDocument, { runId, mode, privacy }: ToldRun): Lifecycle => {
  const level = lifecycleLevel(document);
  const { name, namespace, version } = document;
  const definition = { name, namespace, version };
  const qualified = `${name}-${runId}.${namespace}`;
  const waiting: Fact[] = [];
  /** Tasks that are held with the run; null: it goes on. */
  let held: ReadonlySet<Frame> | null = null;

  const plainFact = (type: string, data: object, of: string): Fact => ({
    type: `io.serverlessworkflow.${type}.v1`,
    subject: runId,
    source: `/flows/${name}`,
    id: `${runId} ${type}${of}`,
    data,
  });
  const masked = (data: object): object =>
    JSON.parse(storableJson(privacy.mask(JSON.stringify(data)))) as object;
  const flowFacts: TellFlow = (what, at, more = {}) => {
    const { verb, status, again } = flowEvents[what];
    const of = again ? `@${at}` : '';
    const time = instant(at);
    const data = { name: qualified, definition, [`${verb}At`]: time, ...more };
    const facts = [plainFact(`workflow.${what}`, data, of)];
    if (level.status && status !== null) {
      const changed = { name: qualified, updatedAt: time, status };
      facts.push(plainFact('workflow.status-changed', changed, ` ${status}${of}`));
    }
    return facts;
  };
  const observer = level.flow
    ? observeTasks({
        level,
        tell: (type, data, of) => void waiting.push(plainFact(type, data, of)),
        workflow: qualified,
      })
    : null;
  const factsOfHeld = (what: 'suspended' | 'resumed', frames: ReadonlySet<Frame>, at: number): Fact[] => [
    ...(level.flow ? flowFacts(what, at) : []),
    ...(observer !== null && level.tasks ? observer.held(what, frames, at) : []).map((one) =>
      plainFact(...one),
    ),
  ];

  return {
    limits: mode === 'fast' || observer === null ? {} : { observe: observer.observe },
    begun: (at) => (level.flow ? [rowOf('begun', at)] : []),
    started: (at) => (level.flow ? flowFacts('started', at) : []),
    ended: (end, at) => {
      if (end.status === 'faulted' && level.failures)
        return flowFacts('faulted', at, masked({ error: end.error }));
      if (!level.flow || end.status === 'faulted') return [];
      return end.status === 'completed'
        ? flowFacts('completed', at, masked({ output: end.output }))
        : flowFacts('cancelled', at);
    },
    news: () => waiting.splice(0).map((fact) => ({ ...fact, data: masked(fact.data as object) })),
    held: (state, at) => {
      if (held !== null) return [];
      held = framesOf(state);
      waiting.push(...factsOfHeld('suspended', held, at));
      return [rowOf('suspended', at)];
    },
    replayed: (kind, state) => {
      if (kind === 'suspended') held = framesOf(state);
      else if (kind === 'resumed') held = null;
      // It was noted only: what came of it has not been told.
      else if (held !== null) return;
      waiting.length = 0;
    },
    goesOn: (state, at, rows) => {
      if (held !== null) {
        waiting.unshift(...factsOfHeld('resumed', held, at));
        held = null;
        return [rowOf('resumed', at)];
      }
      if (rows > 0 || !level.flow) return [];
      waiting.unshift(...flowFacts('started', state.startedAt));
      return [rowOf('begun', at)];
    },
  };
};

interface GivenUp {
  readonly runId: string;
  readonly flow: string;
}

/** Of a run whose flow cannot be read any more: its namespace is not known. */
export const givenUpFact = ({ runId, flow }: GivenUp, error: Fault, at: number): Fact => ({
  type: 'io.serverlessworkflow.workflow.faulted.v1',
  subject: runId,
  source: `/flows/${flow}`,
  id: `${runId} workflow.faulted`,
  data: { name: `${flow}-${runId}`, faultedAt: instant(at), error },
});

type TellFlow = (what: keyof typeof flowEvents, at: number, more?: object) => Fact[];

/** By the names of the standard; `again`: they may happen more than once. */
const flowEvents = {
  started: { verb: 'started', status: 'running', again: false },
  suspended: { verb: 'suspended', status: 'suspended', again: true },
  resumed: { verb: 'resumed', status: 'running', again: true },
  completed: { verb: 'completed', status: 'completed', again: false },
  faulted: { verb: 'faulted', status: 'faulted', again: false },
  cancelled: { verb: 'cancelled', status: 'cancelled', again: false },
} as const;

/** A row for people and for going through the run again; the engine does not know of it. */
const rowOf = (kind: 'begun' | 'suspended' | 'resumed', at: number): RowParts => ({
  ...{ kind, key: kind, place: '', body: null },
  ...{ began: at, at },
});

const instant = (at: number): string => new Date(at).toISOString();

const framesOf = (state: RunState): ReadonlySet<Frame> => new Set(state.waiting.values());
