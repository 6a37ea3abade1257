import { HubError } from '../../core/errors.ts';
import type { CallPlan, CatchPlan, RetryPlan, RunPlan, Task } from '../document/model.ts';
import { hearingOf, iterationOf, subscriptionOf } from './compile-events.ts';
import type { Compiler } from './compiler.ts';
import type { Surroundings } from './expression.ts';
import type { Case, Handler, NodeKind, Retry } from './program.ts';

export interface TaskSurroundings {
  readonly compiler: Compiler;
  readonly names: readonly string[];
  readonly siblings: readonly Task[];
}

type Of<Kind extends Task['kind']> = Extract<Task, { kind: Kind }>;

/** What a task has of its own, besides what all tasks have. */
export const compileKind = (task: Task, around: TaskSurroundings): NodeKind => {
  const { compiler, names } = around;
  const here: Surroundings = { stage: 'definition', names };
  const { place } = task;
  switch (task.kind) {
    case 'do':
      return { kind: 'do', tasks: compiler.list(task.tasks, names) };
    case 'set':
      return { kind: 'set', value: compiler.mapping(`${place}/set`, task.set, here) };
    case 'switch':
      return switchOf(task, around);
    case 'for': {
      const inside = [...names, task.each, task.at];
      return {
        kind: 'for',
        each: task.each,
        at: task.at,
        in: compiler.expression(`${place}/for/in`, task.in, here),
        while:
          task.while === null
            ? null
            : compiler.expression(`${place}/while`, task.while, { stage: 'definition', names: inside }),
        tasks: compiler.list(task.tasks, inside),
      };
    }
    case 'fork':
      return { kind: 'fork', compete: task.compete, branches: compiler.list(task.branches, names) };
    case 'try':
      return {
        kind: 'try',
        tasks: compiler.list(task.tasks, names),
        handler: handlerOf(task.catch, `${place}/catch`, around),
      };
    case 'raise':
      return { kind: 'raise', error: compiler.template(`${place}/raise/error`, task.error, here) };
    case 'wait':
      return { kind: 'wait', ms: compiler.duration(`${place}/wait`, task.for, here) };
    case 'emit':
      return { kind: 'emit', event: compiler.template(`${place}/emit/event/with`, task.event, here) };
    case 'listen':
      return listenOf(task, around);
    case 'call':
      return callOf(task.call, `${place}/with`, around);
    case 'run': {
      const { process } = task.run;
      return {
        kind: 'run',
        process,
        with: compiler.template(`${place}/run/${process}`, givenTo(task.run), here),
        code: process === 'script' ? task.run.code : null,
        await: task.await,
        return: task.return,
      };
    }
    default:
      return unknownKind(task);
  }
};

const unknownKind = (task: never): never => {
  throw new HubError('internal', `There is no compiler for this kind of task: ${JSON.stringify(task)}`);
};

/** Without the code of a script, which may hold `${ }` of its own language. */
const givenTo = (plan: RunPlan): Readonly<Record<string, unknown>> => {
  if (plan.process === 'shell' || plan.process === 'container') return plan.with;
  return Object.fromEntries(Object.entries(plan).filter(([name]) => name !== 'process' && name !== 'code'));
};

const switchOf = (task: Of<'switch'>, { compiler, names, siblings }: TaskSurroundings): NodeKind => {
  const cases: Case[] = [];
  let otherwise: number | null = null;
  for (const [at, one] of task.cases.entries()) {
    const then = compiler.direction(one.then, siblings);
    if (one.when === null) otherwise = then;
    else {
      const path = `${task.place}/switch/${at}/${one.name}/when`;
      cases.push({ when: compiler.expression(path, one.when, { stage: 'definition', names }), then });
    }
  }
  return { kind: 'switch', cases, otherwise };
};

const handlerOf = (plan: CatchPlan, path: string, { compiler, names }: TaskSurroundings): Handler => {
  const inside = [...names, plan.as];
  const asking: Surroundings = { stage: 'definition', names: inside };
  const ask = (name: string, source: string | null) =>
    source === null ? null : compiler.expression(`${path}/${name}`, source, asking);
  return {
    type: plan.errors.type ?? null,
    status: plan.errors.status ?? null,
    instance: plan.errors.instance ?? null,
    title: plan.errors.title ?? null,
    detail: plan.errors.detail ?? null,
    as: plan.as,
    when: ask('when', plan.when),
    exceptWhen: ask('exceptWhen', plan.exceptWhen),
    retry: plan.retry === null ? null : retryOf(plan.retry, { compiler, path: `${path}/retry`, asking }),
    tasks: plan.tasks === null ? null : compiler.list(plan.tasks, inside),
  };
};

interface RetryParts {
  readonly compiler: Compiler;
  readonly path: string;
  readonly asking: Surroundings;
}

const retryOf = (plan: RetryPlan, { compiler, path, asking }: RetryParts): Retry => {
  const ask = (name: string, source: string | null) =>
    source === null ? null : compiler.expression(`${path}/${name}`, source, asking);
  const last = (name: string, duration: RetryPlan['delay']) =>
    duration === null ? null : compiler.duration(`${path}/${name}`, duration, asking);
  return {
    when: ask('when', plan.when),
    exceptWhen: ask('exceptWhen', plan.exceptWhen),
    delay: last('delay', plan.delay),
    backoff: plan.backoff,
    jitter:
      plan.jitter === null
        ? null
        : [
            compiler.duration(`${path}/jitter/from`, plan.jitter.from, asking),
            compiler.duration(`${path}/jitter/to`, plan.jitter.to, asking),
          ],
    count: plan.limit.count,
    attemptMs: last('limit/attempt/duration', plan.limit.attempt),
    totalMs: last('limit/duration', plan.limit.duration),
  };
};

const callOf = (call: CallPlan, path: string, { compiler, names }: TaskSurroundings): NodeKind => {
  const here: Surroundings = { stage: 'definition', names };
  if (call.function === 'task') {
    return {
      kind: 'function',
      with: compiler.template(path, call.with, here),
      tasks: compiler.function(call.task),
    };
  }
  if (call.function === 'flow') {
    const input = compiler.template(path, call.with, here);
    const { name, number, version } = call;
    return {
      ...{ kind: 'run', process: 'workflow', code: null, await: true, return: 'stdout' },
      with: (...at) => ({ name, version, number, input: input(...at) }),
    };
  }
  if (call.function === 'operation') {
    return {
      kind: 'call',
      function: 'operation',
      operation: call.operation,
      with: compiler.template(path, call.with, here),
      connection:
        call.connection === undefined || call.connection === null
          ? null
          : compiler.template(path.replace(/with$/, 'metadata/connection'), call.connection, here),
      subscription: null,
    };
  }
  return {
    kind: 'call',
    function: call.function,
    operation: null,
    with: compiler.template(path, call.with, here),
    connection: null,
    subscription:
      call.subscription === undefined
        ? null
        : subscriptionOf(call.subscription, `${path}/subscription`, { compiler, names }),
  };
};

const listenOf = (task: Of<'listen'>, { compiler, names }: TaskSurroundings): NodeKind => {
  const { foreach, place } = task;
  return {
    kind: 'listen',
    hears: hearingOf(task.to, `${place}/listen/to`, { compiler, names }),
    read: task.read,
    foreach: foreach === null ? null : iterationOf(foreach, `${place}/foreach`, { compiler, names }),
  };
};
