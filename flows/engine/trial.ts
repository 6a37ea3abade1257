import type { CallPlan, FlowDocument, Task } from '../document/model.ts';
import { standardErrors, type Fault } from './fault.ts';
import type { NodeKind } from './program.ts';

/**
 * What is other than usual when a flow is tried out. It changes what is compiled, never the document: so all places stay what
 * they are, and a pinned text that looks like an expression is a text.
 */
export interface Trial {
  /** What tasks give without being carried out, by their places. */
  readonly pins: Readonly<Record<string, unknown>>;
  /** The run goes no further than this place. */
  readonly until: string | null;
  readonly from: TrialStart | null;
  /** Nothing goes out: null where all is done as ever. */
  readonly mock: { readonly writes: readonly string[] } | null;
}

/** Where the run begins, and with what. */
export interface TrialStart {
  readonly place: string;
  /** What the task sees: what came before `input.from` is not known. */
  readonly input: unknown;
  readonly context: unknown;
}

/** As an error of a task, so that a page can offer to pin its output. */
export const notDoneType = `${standardErrors}not-done-in-a-test`;

/** Nobody looks at a test for longer. */
export const longestTrialMs = 3_600_000;

export const isPinned = ({ pins }: Trial, place: string): boolean => Object.hasOwn(pins, place);

/** What the task does in its own place; null: what it does as ever. */
export const triedKind = (task: Task, trial: Trial): NodeKind | null => {
  const { place } = task;
  if (isPinned(trial, place)) {
    const value = trial.pins[place];
    return { kind: 'set', value: () => value };
  }
  const reason = trial.mock === null ? null : notDone(task, trial.mock.writes);
  if (reason === null) return null;
  const fault: Fault = {
    ...{ type: notDoneType, status: 409, title: 'Not done in a test', instance: place },
    detail: `${reason} Nothing of the kind is done in a test that asks only the mock: pin an output of "${task.name}".`,
  };
  return { kind: 'raise', error: () => fault, final: true };
};

/** Why a task that goes out is not carried out; null: it does not go out, or the mock answers for it. */
export const notDone = (task: Task, writes: readonly string[]): string | null => {
  if (task.kind === 'emit') return 'It emits an event.';
  if (task.kind === 'run')
    return task.run.process === 'workflow' ? `It runs the flow "${task.run.name}".` : null;
  return task.kind === 'call' ? callNotDone(task.call, writes) : null;
};

const callNotDone = (call: CallPlan, writes: readonly string[]): string | null => {
  // The tasks of a function are looked at one by one.
  if (call.function === 'task') return null;
  if (call.function === 'flow') return `It runs the flow "${call.name}".`;
  if (call.function !== 'operation') return `It is a call by ${call.function}.`;
  return writes.includes(call.operation)
    ? `"${call.operation}" is an operation of the hub that changes something.`
    : null;
};

/** Calls of operations go to the connection that answers as the connector's document says. */
export const mocked = (kind: NodeKind): NodeKind =>
  kind.kind === 'call' && kind.operation !== null ? { ...kind, connection: () => 'mock' } : kind;

/** True for the place itself, and for what holds it. */
export const leadsTo = (target: string | undefined, place: string): boolean =>
  target !== undefined && (target === place || target.startsWith(`${place}/`));

/**
 * A flow that is fast is tried with a journal, so that each task can be seen. It takes no turn among the runs of its key,
 * which would hold up or replace real ones, and tells no flow that looks after failures of its own.
 */
export const triedDocument = (document: FlowDocument): FlowDocument => ({
  ...document,
  ...{ mode: 'durable', concurrency: null },
  metadata: { ...document.metadata, lifecycle: 'none' },
});
