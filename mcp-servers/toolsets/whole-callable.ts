import type { JsonSchema } from '../../core/connector.ts';
import type { Callable } from '../../core/ports.ts';
import { sampleOf } from '../../core/schema/sample.ts';
import { reachIn } from './reach.ts';
import { setOf } from './take-arguments.ts';

type Shown = boolean | Record<string, unknown>;

/** Schemas that stand alone, with what they refer to, and an answer as the operation says that it answers. */
export const wholeCallable = (
  callable: Callable,
): { readonly input: Shown; readonly output: Shown | null; readonly sample: unknown } => {
  const { input, output } = callable;
  return {
    input: whole(callable, input),
    output: output === undefined ? null : whole(callable, output),
    sample: output === undefined ? null : sampleOf(setOf(callable), output),
  };
};

const whole = ({ definitions }: Callable, schema: JsonSchema): Shown => {
  if (typeof schema === 'boolean') return schema;
  const reached = reachIn(definitions).of(schema);
  if (reached.length === 0) return { ...schema };
  return { ...schema, $defs: Object.fromEntries(reached.map((name) => [name, definitions[name] ?? true])) };
};
