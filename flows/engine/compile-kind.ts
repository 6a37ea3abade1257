import { HubError } from '../../core/errors.ts';
import type {
  CallPlan,
  CatchPlan,
  EventFilter,
  EventStrategy,
  IteratorPlan,
  RetryPlan,
  SubscriptionPlan,
  Task,
} from '../document/model.ts';
import type { Compiler } from './compile.ts';
import { expressionIn } from './template.ts';
import type { Surroundings } from './expression.ts';
import type { Case, Filter, Handler, Hearing, Iteration, NodeKind, Retry, Subscription } from './program.ts';

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
      const { process, ...parts } = task.run;
      const given = process === 'shell' || process === 'container' ? task.run.with : literalCode(parts);
      return {
        kind: 'run',
        process,
        with: compiler.template(`${place}/run/${process}`, given, here),
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

/** The code of a script may hold `${ }` of its own language. */
const literalCode = (parts: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { code: _, ...rest } = parts;
  return rest;
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
      tasks: compiler.list([call.task], []),
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

const iterationOf = (plan: IteratorPlan, path: string, { compiler, names }: HearingParts): Iteration => {
  const inside = [...names, plan.item, plan.at];
  return {
    item: plan.item,
    at: plan.at,
    tasks: compiler.list(plan.tasks, inside),
    output: compiler.data(`${path}/output/as`, plan.output, { stage: 'output', names: inside }),
    export: compiler.data(`${path}/export/as`, plan.export, { stage: 'export', names: inside }),
  };
};

const subscriptionOf = (plan: SubscriptionPlan, path: string, parts: HearingParts): Subscription => {
  const here: Surroundings = { stage: 'definition', names: parts.names };
  const ask = (name: string, source: string | null) =>
    source === null ? null : parts.compiler.expression(`${path}/${name}`, source, here);
  return {
    amount: plan.amount,
    ms: plan.for === null ? null : parts.compiler.duration(`${path}/consume/for`, plan.for, here),
    filter: ask('filter', plan.filter),
    while: ask('consume/while', plan.while),
    until: ask('consume/until', plan.until),
    foreach: plan.foreach === null ? null : iterationOf(plan.foreach, `${path}/foreach`, parts),
  };
};

interface HearingParts {
  readonly compiler: Compiler;
  readonly names: readonly string[];
}

export const hearingOf = (strategy: EventStrategy, path: string, parts: HearingParts): Hearing => {
  const here: Surroundings = { stage: 'definition', names: parts.names };
  const filtersOf = ({ kind, filters }: EventStrategy, at: string): Filter[] =>
    filters.map((one, index) => filterOf(one, `${at}/${kind}${kind === 'one' ? '' : `/${index}`}`, parts));
  const filters = filtersOf(strategy, path);
  const until = strategy.kind === 'any' ? strategy.until : null;
  const ending = until !== null && 'events' in until ? until.events : null;
  return {
    kind: strategy.kind,
    filters: [...filters, ...(ending === null ? [] : filtersOf(ending, `${path}/until`))],
    counted: filters.length,
    every: strategy.filters.length === 0,
    untilEvery: ending?.filters.length === 0,
    until:
      until !== null && 'expression' in until
        ? parts.compiler.expression(`${path}/until`, until.expression, here)
        : null,
    untilKind: ending?.kind ?? null,
    once: until === null,
  };
};

const filterOf = (filter: EventFilter, path: string, { compiler, names }: HearingParts): Filter => {
  const here: Surroundings = { stage: 'definition', names };
  const { data, ...attributes } = filter.with;
  return {
    attributes: Object.entries(attributes).map(([name, value]) => [
      name,
      compiler.template(`${path}/with/${name}`, value, here),
    ]),
    patterns: { patterns: new Map(), notes: new Set() },
    data: data === undefined ? null : dataOf(data, `${path}/with/data`, { compiler, names }),
    correlate: Object.entries(filter.correlate).map(([name, { from, expect }]) => ({
      name,
      from: compiler.expression(`${path}/correlate/${name}/from`, from, here),
      expect:
        expect === undefined ? null : compiler.template(`${path}/correlate/${name}/expect`, expect, here),
    })),
  };
};

/** An expression is asked about the data; anything else is what the data must be. */
const dataOf = (data: unknown, path: string, { compiler, names }: HearingParts): Filter['data'] => {
  const here: Surroundings = { stage: 'definition', names };
  const source = typeof data === 'string' ? expressionIn(data) : undefined;
  if (source !== undefined) return { ask: compiler.expression(path, source, here), asks: true };
  return { ask: compiler.template(path, data, here), asks: false };
};
