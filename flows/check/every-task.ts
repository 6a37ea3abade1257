import type { ExtensionPlan, FlowDocument, Task } from '../document/model.ts';

/** All tasks of a document, the outer before the inner, with those of functions wherever they are called. */
export const everyTask = function* (document: FlowDocument): Generator<Task> {
  yield* within(document.tasks);
};

const within = function* (tasks: readonly Task[]): Generator<Task> {
  for (const task of tasks) {
    yield task;
    for (const list of listsIn(task)) yield* within(list);
  }
};

/** The lists of tasks that a task holds. */
export const listsIn = (task: Task): readonly (readonly Task[])[] => [
  ...task.extensions.flatMap(({ before, after }: ExtensionPlan) => [before, after]),
  ...ownLists(task),
];

const ownLists = (task: Task): readonly (readonly Task[])[] => {
  switch (task.kind) {
    case 'do':
    case 'for':
      return [task.tasks];
    case 'try':
      return [task.tasks, task.catch.tasks ?? []];
    case 'fork':
      return [task.branches];
    case 'listen':
      return [task.foreach?.tasks ?? []];
    case 'call':
      return task.call.function === 'task' ? [[task.call.task]] : [];
    default:
      return [];
  }
};
