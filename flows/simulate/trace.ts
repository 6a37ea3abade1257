import type { Fault } from '../engine/fault.ts';
import type { FlowEvent } from '../engine/messages.ts';
import type { Observer } from '../engine/observer.ts';
import type { Node } from '../engine/program.ts';
import type { Frame, RunState } from '../engine/state.ts';
import type { CallTrace } from './call-trace.ts';

/** One task as it went: its journal row tells only what came out of it. */
export interface TaskTrace {
  /** Place, iterations and attempts. */
  readonly key: string;
  /** JSON pointer into the document. */
  readonly place: string;
  readonly name: string;
  readonly kind: Node['kind'];
  /** `stopped`: another branch was first, or what holds it failed, ran out of time or was cancelled. */
  status: 'running' | 'completed' | 'skipped' | 'faulted' | 'stopped';
  /** After `input.from`. */
  input: unknown;
  /** As it was when the task began. */
  readonly context: unknown;
  /** After `output.as`; undefined while there is none. */
  output: unknown;
  error: Fault | null;
  readonly began: number;
  ended: number | null;
  /** Which attempt of the nearest `try` around it; of a `try` itself: how many it took. From 1 on. */
  attempt: number;
}

export interface Traces {
  readonly tasks: readonly TaskTrace[];
  readonly calls: readonly CallTrace[];
  readonly emitted: readonly FlowEvent[];
}

export interface Recorder extends Observer {
  readonly tasks: readonly TaskTrace[];
  /** Those that are under way are shown as far as they are. */
  settle(): void;
}

/** Tasks in the order in which they began. The flow itself is none of them, and what extensions wrap is shown once. */
export const openRecorder = (): Recorder => {
  const tasks: TaskTrace[] = [];
  const open = new Map<Frame, TaskTrace>();

  const show = (frame: Frame, trace: TaskTrace): void => {
    trace.input = frame.input;
    if (frame.node.kind === 'try') trace.attempt = frame.attempt + 1;
  };
  const end = (frame: Frame, { now }: RunState, status: TaskTrace['status']): TaskTrace | undefined => {
    const trace = open.get(frame);
    if (trace === undefined) return undefined;
    open.delete(frame);
    show(frame, trace);
    trace.status = status;
    trace.ended = now;
    return trace;
  };

  return {
    tasks,
    began: (frame, { now, context }) => {
      const { node, key } = frame;
      if (frame.parent === null || isInner(frame)) return;
      const trace: TaskTrace = {
        ...{ key, place: node.place, name: node.name, kind: kindOf(node), status: 'running' },
        ...{ input: frame.raw, output: undefined, error: null, began: now, ended: null },
        ...{ context, attempt: attemptOf(frame) },
      };
      tasks.push(trace);
      open.set(frame, trace);
    },
    ended: (frame, run, fault) => {
      const status = fault !== null ? 'faulted' : frame.skipped ? 'skipped' : 'completed';
      const trace = end(frame, run, status);
      if (trace === undefined) return;
      trace.error = fault;
      if (fault === null) trace.output = frame.output;
    },
    stopped: (frame, run) => void end(frame, run, 'stopped'),
    settle: () => {
      for (const [frame, trace] of open) show(frame, trace);
    },
  };
};

const isInner = ({ node, parent }: Frame): boolean =>
  parent?.node.kind === 'extended' && parent.node.inner === node;

const kindOf = (node: Node): Node['kind'] => (node.kind === 'extended' ? kindOf(node.inner) : node.kind);

const attemptOf = (frame: Frame): number => {
  for (let at = frame.parent; at !== null; at = at.parent)
    if (at.node.kind === 'try' && at.caught === null) return at.attempt + 1;
  return 1;
};
