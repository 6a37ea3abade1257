import type { Elsewhere } from './elsewhere.ts';
import { namedItems, type NamedSpot } from './fields.ts';
import { readFunctionElsewhere } from './function-elsewhere.ts';
import { flowLimits } from './limits.ts';
import type { Task } from './model.ts';
import { checkAlone, checkOrder } from './order.ts';
import { complain, type Extension, type Reading, type Spot, type Used } from './reading.ts';
import type { Report } from './report.ts';
import { emptyTask, readTask } from './task.ts';
import { nothingUsed } from './used.ts';

/** What is counted over all of a document, however its parts are read. */
export interface Counter {
  tasks: number;
}

export interface ReadingParts {
  readonly report: Report;
  readonly counter: Counter;
  readonly used: Used;
  readonly extensions: readonly Extension[];
  readonly elsewhere: Elsewhere;
  /** Addresses of the functions that this is read in. */
  readonly way?: readonly string[];
}

/** Ties the readers together: tasks hold lists, lists hold tasks, and functions are tasks that others call. */
export const openReading = (parts: ReadingParts): Reading => {
  const { report, counter, used, extensions, elsewhere, way = [] } = parts;
  const functions = openFunctions();

  const list = (spot: Spot): Task[] => {
    const items = namedItems(spot, reading, 'task');
    const read: Task[] = [];
    for (const item of items) {
      if (counter.tasks > flowLimits.tasks) break;
      read.push(readTask(item, reading));
    }
    return read;
  };

  const reading: Reading = {
    report,
    used,
    extensions,
    tasks: (spot) => {
      const tasks = list(spot);
      if (counter.tasks <= flowLimits.tasks) checkOrder(tasks, reading);
      return tasks;
    },
    branches: (spot) => {
      const tasks = list(spot);
      for (const task of tasks) checkAlone(task, reading);
      return tasks;
    },
    functionNamed: (name, caller) => functions(name, caller, reading),
    elsewhere,
    functionElsewhere: (wanted, caller) => {
      const deeper = [...way, wanted.address];
      const inside = openReading({ ...parts, used: nothingUsed, extensions: [], way: deeper });
      return readFunctionElsewhere({ wanted, caller, way, reading, inside });
    },
    count: (tasks, at) => {
      const before = counter.tasks;
      counter.tasks += tasks;
      if (before <= flowLimits.tasks && counter.tasks > flowLimits.tasks) complain(at, reading, tooMany);
    },
    spent: () => counter.tasks,
  };
  return reading;
};

const tooMany = `Up to here the flow has more than ${flowLimits.tasks} tasks, with those of functions and extensions counted wherever they are used. Make flows of their own of some, and run those.`;

interface Known {
  readonly task: Task;
  /** How many tasks it is, with those of functions that it calls. */
  readonly tasks: number;
}

/** Each function is read when it is first called, and its tasks are counted at each call. */
const openFunctions = () => {
  const known = new Map<string, Known>();
  const open: string[] = [];
  return (name: string, caller: Spot, reading: Reading): Task => {
    const before = known.get(name);
    if (before !== undefined) {
      reading.count(before.tasks, caller);
      return before.task;
    }
    const spot = functionSpot(name, reading);
    const wrong = wrongCall(name, open);
    if (wrong !== undefined) {
      complain(caller, reading, wrong);
      return emptyTask(spot);
    }
    open.push(name);
    const start = reading.spent();
    const task = readTask(spot, reading);
    checkAlone(task, reading);
    open.pop();
    known.set(name, { task, tasks: reading.spent() - start });
    return task;
  };
};

const functionSpot = (name: string, { used }: Reading): NamedSpot => {
  const spot = used.functions.get(name) ?? { path: '', value: {} };
  return { ...spot, name, item: spot };
};

const wrongCall = (name: string, open: readonly string[]): string | undefined => {
  if (open.includes(name)) {
    const way = [...open.slice(open.indexOf(name)), name].join(' → ');
    return `A function cannot call itself: ${way.slice(0, 200)}.`;
  }
  if (open.length < flowLimits.calls) return undefined;
  return `Functions call functions here that call functions, more than ${flowLimits.calls} deep.`;
};
