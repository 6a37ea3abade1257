import { listsIn } from './check/every-task.ts';
import type { EventStrategy, FlowDocument, Task } from './document/model.ts';

/** One task as a line of a list. */
export interface OutlinedTask {
  readonly name: string;
  readonly kind: Task['kind'];
  /** What it calls, runs, says or listens for, where the text names it. */
  readonly what: string | null;
  /** How many tasks hold it. */
  readonly depth: number;
}

export interface Need {
  readonly kind: 'operation' | 'secret' | 'flow';
  readonly name: string;
}

export interface Start {
  readonly by: 'call' | 'http' | 'event' | 'schedule';
  /** The address, the types of events, the times. */
  readonly what: string | null;
}

export interface Outline {
  readonly start: Start;
  readonly tasks: readonly OutlinedTask[];
  /** What a space has to have for it. */
  readonly needs: readonly Need[];
}

/** What a flow does and needs, for those who do not read its text yet. */
export const outlineOf = (document: FlowDocument): Outline => {
  const tasks = [...lines(document.tasks, 0)];
  const needs = new Map<string, Need>();
  const need = (one: Need): void => void needs.set(`${one.kind} ${one.name}`, one);
  for (const { task } of tasks) {
    if (task.kind === 'call' && task.call.function === 'operation')
      need({ kind: 'operation', name: task.call.operation });
    if (task.kind === 'run' && task.run.process === 'workflow') need({ kind: 'flow', name: task.run.name });
  }
  for (const name of document.secrets) need({ kind: 'secret', name });
  return {
    start: startOf(document),
    tasks: tasks.map(({ task, depth }) => ({ name: task.name, kind: task.kind, what: whatOf(task), depth })),
    needs: [...needs.values()],
  };
};

const lines = function* (
  tasks: readonly Task[],
  depth: number,
): Generator<{ readonly task: Task; readonly depth: number }> {
  for (const task of tasks) {
    yield { task, depth };
    for (const list of listsIn(task)) yield* lines(list, depth + 1);
  }
};

const whatOf = (task: Task): string | null => {
  switch (task.kind) {
    case 'call':
      return task.call.function === 'operation' ? task.call.operation : task.call.function;
    case 'run':
      return task.run.process === 'workflow' ? task.run.name : task.run.process;
    case 'emit':
      return literal(task.event['type']);
    case 'listen':
      return typesOf(task.to);
    default:
      return null;
  }
};

const literal = (value: unknown): string | null =>
  typeof value === 'string' && !value.includes('${') ? value : null;

const typesOf = ({ filters }: EventStrategy): string | null => {
  const types = filters.map((filter) => literal(filter.with['type'])).filter((type) => type !== null);
  return types.length === 0 ? null : types.join(', ');
};

const startOf = ({ http, schedule }: FlowDocument): Start => {
  if (http !== null) return { by: 'http', what: `${http.method} ${http.path}` };
  if (schedule?.on !== undefined) return { by: 'event', what: typesOf(schedule.on) };
  if (schedule !== null) return { by: 'schedule', what: schedule.cron ?? null };
  return { by: 'call', what: null };
};
