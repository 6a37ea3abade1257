import { escapeStep } from '../../core/json-pointer.ts';
import type { Task } from './model.ts';
import type { Reading } from './reading.ts';
import { hint } from './report.ts';

/** Where tasks of a list lead, and which of them can never be reached. */

const directives = ['continue', 'exit', 'end'];

interface Lead {
  readonly then: string;
  readonly path: string;
}

/** What a task says about where to go on: its own `then`, and those of its cases. */
const leadsOf = (task: Task): Lead[] => {
  const own = { then: task.then, path: `${task.place}/then` };
  if (task.kind !== 'switch') return [own];
  const cases = task.cases.map(({ name, then }, at) => ({
    then,
    path: `${task.place}/switch/${at}/${escapeStep(name)}/then`,
  }));
  return [own, ...cases];
};

export const checkOrder = (tasks: readonly Task[], reading: Reading): void => {
  const places = new Map(tasks.map(({ name }, at) => [name, at]));
  let sound = true;
  for (const task of tasks) {
    reportIdleThen(task, reading);
    for (const { then, path } of leadsOf(task)) {
      if (directives.includes(then)) {
        if (places.has(then)) reading.report.add({ path, message: ambiguous(then) });
      } else if (!places.has(then)) {
        sound = false;
        reading.report.add({ path, message: unknownTarget(then, places.keys(), reading) });
      }
    }
  }
  // Where one leads nowhere, what it was meant to reach would be told once more.
  if (sound) reportUnreached(tasks, places, reading);
};

/** A switch with a case for everything else never gets as far as its own `then`. */
const reportIdleThen = (task: Task, { report }: Reading): void => {
  if (task.kind !== 'switch' || !Object.hasOwn(task.definition, 'then')) return;
  const always = task.cases.find(({ when }) => when === null);
  if (always === undefined) return;
  const message = `This "then" is never followed: the case "${always.name.slice(0, 60)}" is taken when no other is. Leave one of them out.`;
  report.add({ path: `${task.place}/then`, message, part: 'key' });
};

const ambiguous = (word: string): string =>
  `"${word}" is a word of its own, and the name of a task here too. Give that task another name.`;

const unknownTarget = (then: string, names: Iterable<string>, { report }: Reading): string => {
  const rule = '"then" leads to a task of the same list, or is "continue", "exit" or "end".';
  const near = report.full() ? '' : hint(then, [...names, ...directives]);
  return `There is no task "${then.slice(0, 60)}" in this list.${near === '' ? ` ${rule}` : near}`;
};

const reportUnreached = (
  tasks: readonly Task[],
  places: ReadonlyMap<string, number>,
  { report }: Reading,
): void => {
  const reached = new Set<number>();
  const waiting = [0];
  const targetOf = (then: string, at: number): number =>
    then === 'continue' ? at + 1 : (places.get(then) ?? tasks.length);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const task = tasks[at];
    if (task === undefined || reached.has(at)) continue;
    reached.add(at);
    for (const then of nextOf(task)) waiting.push(targetOf(then, at));
  }
  for (const [at, { name, place }] of tasks.entries()) {
    if (reached.has(at)) continue;
    const message = `Nothing leads to "${name.slice(0, 60)}": what stands before it always goes elsewhere. Name it in a "then", or take it out.`;
    report.add({ path: place, message, part: 'key' });
  }
};

/** Every way on from a task. A task that is skipped, by its `if` or by an extension, goes on with the next. */
const nextOf = (task: Task): string[] => {
  const passed = task.if !== null || task.extensions.length > 0 ? ['continue'] : [];
  if (task.kind === 'raise') return passed;
  if (task.kind !== 'switch') return [...passed, task.then];
  const cases = task.cases.map(({ then }) => then);
  const always = task.cases.some(({ when }) => when === null);
  return [...passed, ...cases, ...(always ? [] : [task.then])];
};

/** Tasks that stand alone, or side by side: there is nothing that they could lead to. */
export const checkAlone = (task: Task, { report }: Reading): void => {
  for (const { then, path } of leadsOf(task)) {
    if (directives.includes(then)) continue;
    const message = `"${then.slice(0, 60)}" cannot be reached from here: this task is not one of a list. "then" is "continue", "exit" or "end".`;
    report.add({ path, message });
  }
};
