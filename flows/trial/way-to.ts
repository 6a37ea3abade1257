import type { FlowDocument, Task } from '../document/model.ts';

/** How a task stands in the one that holds it. `follows`: it runs once, after those before it. */
type Held = 'follows' | 'loop' | 'branch' | 'catch' | 'event' | 'function' | 'extension';

export interface Way {
  readonly task: Task;
  /** From the outermost on. */
  readonly held: readonly { readonly by: Task; readonly as: Held }[];
}

/** Every task of a document by its place; of a function that several call, the way from the first of them. */
export const waysIn = (document: FlowDocument): ReadonlyMap<string, Way> => {
  const ways = new Map<string, Way>();
  const visit = (tasks: readonly Task[], held: Way['held']): void => {
    for (const task of tasks) {
      if (ways.has(task.place)) continue;
      ways.set(task.place, { task, held });
      for (const [list, as] of listsOf(task)) visit(list, [...held, { by: task, as }]);
    }
  };
  visit(document.tasks, []);
  return ways;
};

const listsOf = (task: Task): (readonly [tasks: readonly Task[], as: Held])[] => [
  ...task.extensions.flatMap(({ before, after }) => [
    [before, 'extension'] as const,
    [after, 'extension'] as const,
  ]),
  ...ownLists(task),
];

const ownLists = (task: Task): (readonly [tasks: readonly Task[], as: Held])[] => {
  switch (task.kind) {
    case 'do':
      return [[task.tasks, 'follows']];
    case 'for':
      return [[task.tasks, 'loop']];
    case 'try':
      return [
        [task.tasks, 'follows'],
        [task.catch.tasks ?? [], 'catch'],
      ];
    case 'fork':
      return [[task.branches, 'branch']];
    case 'listen':
      return [[task.foreach?.tasks ?? [], 'event']];
    case 'call':
      if (task.call.function === 'task') return [[[task.call.task], 'function']];
      return 'subscription' in task.call ? [[task.call.subscription?.foreach?.tasks ?? [], 'event']] : [];
    default:
      return [];
  }
};

/** Why a run cannot begin there; null: it can. */
export const whyNotFrom = ({ held }: Way): string | null => {
  const first = held.find(({ as }) => as !== 'follows');
  return first === undefined ? null : reasons[first.as as keyof typeof reasons](first.by.name);
};

const instead = (name: string): string => `Begin at "${name}" instead.`;

const reasons = {
  loop: (name: string) =>
    `It stands in the loop "${name}", whose turn it would be nobody can tell. ${instead(name)}`,
  branch: (name: string) =>
    `It stands in a branch of "${name}", and the other branches run beside it. ${instead(name)}`,
  catch: (name: string) =>
    `It is done when "${name}" has caught an error, and there is none. ${instead(name)}`,
  event: (name: string) => `It is done for each event that "${name}" hears. ${instead(name)}`,
  function: (name: string) => `It is part of the function that "${name}" calls. ${instead(name)}`,
  extension: (name: string) => `It is part of an extension of "${name}". ${instead(name)}`,
} as const;
