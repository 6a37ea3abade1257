import type { Observer } from '../engine/observer.ts';
import type { Frame } from '../engine/state.ts';
import type { LifecycleLevel } from './lifecycle-level.ts';

/** The end of its type, its data, and what tells it from others of the type. */
type Told = readonly [type: string, data: object, of: string];

export interface TaskParts {
  readonly level: LifecycleLevel;
  readonly tell: (...told: Told) => void;
  /** The name of the run, as the standard has it. */
  readonly workflow: string;
}

export interface TaskObserver {
  readonly observe: Observer;
  /** Of tasks that are held, or go on, together with the run. */
  held(what: 'suspended' | 'resumed', frames: ReadonlySet<Frame>, at: number): readonly Told[];
}

/** What becomes of each task, and of the correlation of events. */
export const observeTasks = ({ level, tell, workflow }: TaskParts): TaskObserver => {
  const open = new Set<Frame>();

  const toldOf = (what: TaskEvent, frame: Frame, { at, more }: Telling): readonly Told[] => {
    const { place: task } = frame.node;
    const time = new Date(at).toISOString();
    const of = frame.key + (again.has(what) ? `@${at}` : '');
    const told: Told = [`task.${what}`, { workflow, task, [`${what}At`]: time, ...more }, of];
    if (!level.status) return [told];
    const status = statuses[what];
    const changed = { workflow, task, updatedAt: time, status };
    return [told, ['task.status-changed', changed, `${frame.key} ${what}${again.has(what) ? `@${at}` : ''}`]];
  };
  const note = (what: TaskEvent, frame: Frame, telling: Telling): void => {
    if (level.tasks) for (const one of toldOf(what, frame, telling)) tell(...one);
  };
  const noteCorrelation = (what: 'started' | 'completed', frame: Frame, at: number): void => {
    const keys = what === 'completed' && frame.expected !== null && Object.fromEntries(frame.expected);
    const data = { name: workflow, [`${what}At`]: new Date(at).toISOString() };
    tell(
      `workflow.correlation-${what}`,
      { ...data, ...(keys !== false && { correlationKeys: keys }) },
      frame.key,
    );
  };

  const observe: Observer = {
    began: (frame, { now: at }) => {
      if (!isTask(frame)) return;
      open.add(frame);
      note('created', frame, { at });
      note('started', frame, { at });
      if (correlates(frame)) noteCorrelation('started', frame, at);
    },
    ended: (frame, { now: at }, fault) => {
      if (!open.delete(frame)) return;
      if (fault !== null) return note('faulted', frame, { at, more: { error: fault } });
      if (correlates(frame) && !frame.skipped) noteCorrelation('completed', frame, at);
      note('completed', frame, { at, more: { output: frame.output } });
    },
    stopped: (frame, { now: at }) => {
      if (open.delete(frame)) note('cancelled', frame, { at });
    },
    retried: (frame, { now: at }) => note('retried', frame, { at }),
  };
  return {
    observe,
    held: (what, frames, at) => [...frames].flatMap((frame) => toldOf(what, frame, { at })),
  };
};

interface Telling {
  readonly at: number;
  readonly more?: object;
}

const statuses = {
  created: 'pending',
  started: 'running',
  suspended: 'suspended',
  resumed: 'running',
  retried: 'running',
  cancelled: 'cancelled',
  faulted: 'faulted',
  completed: 'completed',
} as const;

type TaskEvent = keyof typeof statuses;

const again: ReadonlySet<TaskEvent> = new Set(['suspended', 'resumed', 'retried']);

/** Not the flow itself, nor what holds a task together with what is put around it. */
const isTask = ({ node, parent }: Frame): boolean => parent !== null && node.kind !== 'extended';

const correlates = ({ node }: Frame): boolean =>
  node.kind === 'listen' && node.hears.filters.some(({ correlate }) => correlate.length > 0);
