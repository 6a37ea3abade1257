import { dataPlan } from './schemas.ts';
import { errorFilter } from './errors.ts';
import { eventStrategy } from './events.ts';
import { expression } from './expressions.ts';
import { fieldsOf, type Fields } from './fields.ts';
import type { CatchPlan, EventStrategy, IteratorPlan, Task, TaskKind } from './model.ts';
import { complain, type Reader, type Reading, type Spot } from './reading.ts';
import { retry } from './retries.ts';
import { choice, flag } from './values.ts';
import { variable } from './variables.ts';

/** What holds other tasks: `do`, `for`, `fork`, `try` and `listen`. */

type Of<K extends TaskKind['kind']> = Extract<TaskKind, { kind: K }>;

export const tasks: Reader<readonly Task[]> = (spot, reading) => reading.tasks(spot);

export const forOf = (fields: Fields): Of<'for'> => ({
  kind: 'for',
  ...(fields.read('for', loop) ?? { each: 'item', at: 'index', in: '.' }),
  while: fields.read('while', expression) ?? null,
  tasks: fields.read('do', tasks) ?? [],
});

const loop: Reader<Pick<Of<'for'>, 'each' | 'at' | 'in'>> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['each', 'in', 'at'], required: ['in'] });
  const names = turnNames(fields, { reading, item: 'each' });
  return { each: names.item, at: names.at, in: fields.read('in', expression) ?? '.' };
};

interface Turn {
  readonly reading: Reading;
  /** What the field is called that names the variable. */
  readonly item: string;
}

const turnNames = (fields: Fields, { reading, item }: Turn): { item: string; at: string } => {
  const names = { item: fields.read(item, variable) ?? 'item', at: fields.read('at', variable) ?? 'index' };
  const spot = fields.spot('at') ?? fields.spot(item);
  if (names.item === names.at && spot !== undefined) {
    complain(spot, reading, `The item and its number cannot both be "$${names.at}".`);
  }
  return names;
};

export const fork: Reader<Of<'fork'>> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['branches', 'compete'], required: ['branches'] });
  const branches: Reader<readonly Task[]> = (at) => reading.branches(at);
  return {
    kind: 'fork',
    compete: fields.read('compete', flag) ?? false,
    branches: fields.read('branches', branches) ?? [],
  };
};

export const catchPlan: Reader<CatchPlan> = (spot, reading) => {
  const known = ['errors', 'as', 'when', 'exceptWhen', 'retry', 'do'];
  const fields = fieldsOf(spot, reading, { known });
  return {
    errors: fields.read('errors', errorFilter) ?? {},
    as: fields.read('as', variable) ?? 'error',
    when: fields.read('when', expression) ?? null,
    exceptWhen: fields.read('exceptWhen', expression) ?? null,
    retry: fields.read('retry', retry) ?? null,
    tasks: fields.read('do', tasks) ?? null,
  };
};

export const listenOf = (fields: Fields): Of<'listen'> => ({
  kind: 'listen',
  ...(fields.read('listen', hearing) ?? { to: anyEvent, read: 'data' }),
  foreach: fields.read('foreach', iterator) ?? null,
});

const anyEvent: EventStrategy = { kind: 'any', filters: [], until: null };

const hearing: Reader<Pick<Of<'listen'>, 'to' | 'read'>> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['to', 'read'], required: ['to'] });
  return {
    to: fields.read('to', eventStrategy) ?? anyEvent,
    read: fields.read('read', choice('data', 'envelope', 'raw')) ?? 'data',
  };
};

/** What is done with each event or message that comes. */
export const iterator: Reader<IteratorPlan> = (spot: Spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['item', 'at', 'do', 'output', 'export'] });
  return {
    ...turnNames(fields, { reading, item: 'item' }),
    tasks: fields.read('do', tasks) ?? [],
    output: fields.read('output', dataPlan('as')) ?? {},
    export: fields.read('export', dataPlan('as')) ?? {},
  };
};
