import type { EventFilter, EventStrategy, IteratorPlan, SubscriptionPlan } from '../document/model.ts';
import type { Compiler } from './compiler.ts';
import type { Surroundings } from './expression.ts';
import type { Filter, Hearing, Iteration, Subscription } from './program.ts';
import { expressionIn } from './template.ts';

export const iterationOf = (
  plan: IteratorPlan,
  path: string,
  { compiler, names }: HearingParts,
): Iteration => {
  const inside = [...names, plan.item, plan.at];
  return {
    item: plan.item,
    at: plan.at,
    tasks: compiler.list(plan.tasks, inside),
    output: compiler.data(`${path}/output/as`, plan.output, { stage: 'output', names: inside }),
    export: compiler.data(`${path}/export/as`, plan.export, { stage: 'export', names: inside }),
  };
};

export const subscriptionOf = (plan: SubscriptionPlan, path: string, parts: HearingParts): Subscription => {
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
