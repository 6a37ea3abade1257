import { isRecord } from '../../../schema-form/settle.ts';
import { jqPath, type JsonPath } from '../../../show/json-paths.ts';
import type { Edit } from '../edits-between.ts';
import { asExpression, expressionIn } from '../expression/template.ts';
import type { FlowShape, Step } from '../../document/flow-shape.ts';
import { blockOf, stepsAround } from '../block-of.ts';

/** Steps whose output a step can be given: those before it, in its block and in the blocks around it. */
export const earlierSteps = (shape: FlowShape, place: string): readonly Step[] => {
  const found: Step[] = [];
  for (const at of [...stepsAround(shape, place).map((step) => step.place), place]) {
    const own = shape.steps.get(at);
    const around = stepsAround(shape, at).at(-1);
    const isBranch =
      around?.inner.some(
        ({ role, block }) => role === 'branches' && block.steps.some((one) => one === own),
      ) ?? false;
    // Branches beside each other run at once: none is before another.
    if (isBranch) continue;
    const steps = blockOf(shape, at)?.steps ?? [];
    found.push(
      ...steps.slice(
        0,
        steps.findIndex((one) => one.place === at),
      ),
    );
  }
  return found.filter(({ kind }) => kind !== 'switch' && kind !== 'raise');
};

export interface EarlierPath {
  /** How jq reaches it at the later step. */
  readonly path: string;
  /** What has to be exported for that; nothing where it is already. */
  readonly edits: readonly Edit[];
  /** Steps in between that put something else in the place of the context. */
  readonly lostAt: readonly string[];
}

const keyOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

const under = (context: string, inside: JsonPath): string => {
  if (inside.length === 0) return context;
  const below = jqPath(inside);
  return context + (below.startsWith('.[') ? below.slice(1) : below);
};

/** How a step gets at what an earlier one gave, and what that one has to export for it. */
export const earlierPath = (step: Step, inside: JsonPath, later: readonly Step[]): EarlierPath => {
  const exported = isRecord(step.task['export']) ? step.task['export']['as'] : undefined;
  const lostAt = later.filter(replaces).map(({ name }) => name);
  const held = heldIn(exported, step.name);
  if (held !== undefined) return { path: under(held, inside), edits: [], lostAt };
  const pointer = `${step.place}/export/as`;
  return {
    path: under(contextOf(step.name), inside),
    edits: [{ pointer, value: withOutput(exported, step.name) }],
    lostAt,
  };
};

const contextOf = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `$context.${name}` : `$context[${JSON.stringify(name)}]`;

/** Where in the context all of the output stands already. */
const heldIn = (exported: unknown, name: string): string | undefined => {
  if (isRecord(exported)) {
    const entry = Object.entries(exported).find(
      ([, value]) => typeof value === 'string' && expressionIn(value) === '.',
    );
    return entry === undefined ? undefined : contextOf(entry[0]);
  }
  if (typeof exported !== 'string') return undefined;
  const source = expressionIn(exported) ?? exported.trim();
  if (source === '.' || source === '$output') return '$context';
  const own = `${keyOf(name)}: .`;
  return source.includes(`{ ${own} }`) || source.includes(`{${own}}`) || source.includes(`, ${own} }`)
    ? contextOf(name)
    : undefined;
};

/** What is exported, and the output beside it. */
const withOutput = (exported: unknown, name: string): unknown => {
  if (isRecord(exported)) return { ...exported, [name]: asExpression('.') };
  const own = `{ ${keyOf(name)}: . }`;
  if (typeof exported !== 'string' || exported.trim() === '') return asExpression(`$context + ${own}`);
  const source = expressionIn(exported) ?? exported.trim();
  return asExpression(`(${source}) + ${own}`);
};

const replaces = ({ task }: Step): boolean => {
  const exported = isRecord(task['export']) ? task['export']['as'] : undefined;
  return exported !== undefined && !JSON.stringify(exported).includes('$context');
};
