import { JqError } from '../../core/jq/error.ts';
import { compileSchema } from '../../core/schema/schema-set.ts';
import type { DataPlan, Duration, Mapping, Task } from '../document/model.ts';
import { durationMs } from './duration.ts';
import { compileExpression, type Surroundings } from './expression.ts';
import { taskFault } from './fault.ts';
import type { DataStep, Direction, Evaluate, Node } from './program.ts';
import { compileTemplate } from './template.ts';
import { openVariableUses, type VariableUse } from './variable-uses.ts';

/** What is wrong with an expression: where in the document, and from which letter of it on. */
export interface CompileProblem {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** What the compilers of all kinds of tasks share: values to closures. */
export interface Values {
  readonly problems: readonly CompileProblem[];
  readonly variables: readonly VariableUse[];
  /** Where `$authorization` is read. */
  readonly authorization: readonly string[];
  expression(path: string, source: string, surroundings: Surroundings): Evaluate;
  template(path: string, template: unknown, surroundings: Surroundings): Evaluate;
  mapping(path: string, mapping: Mapping, surroundings: Surroundings): Evaluate;
  duration(path: string, duration: Duration, surroundings: Surroundings): Evaluate;
  data(path: string, plan: DataPlan, surroundings: Surroundings): DataStep;
}

export interface Compiler extends Values {
  list(tasks: readonly Task[], names: readonly string[]): readonly Node[];
  direction(then: string, siblings: readonly Task[]): Direction;
  /** A function of the document: one task, whoever calls it. */
  function(task: Task): readonly Node[];
}

const nothing: Evaluate = () => null;

export const openValues = (): Values => {
  const problems: CompileProblem[] = [];
  const told = new Set<string>();

  const variables = openVariableUses();
  const authorization: string[] = [];

  const expression: Values['expression'] = (path, source, surroundings) => {
    try {
      const { evaluate, env, authorization: reads } = compileExpression(source, surroundings);
      variables.add(path, env);
      if (reads) authorization.push(path);
      return evaluate;
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      // What is put around several tasks is compiled for each of them.
      const finding = `${path}\n${error.message}`;
      if (!told.has(finding)) problems.push({ path, message: error.message, ...error.place });
      told.add(finding);
      return nothing;
    }
  };
  const template: Values['template'] = (path, value, surroundings) =>
    compileTemplate(value, { path, surroundings, expression });
  const mapping: Values['mapping'] = (path, map, surroundings) =>
    'expression' in map
      ? expression(path, map.expression, surroundings)
      : template(path, map.template, surroundings);

  return {
    problems,
    variables: variables.found,
    authorization,
    expression,
    template,
    mapping,
    duration: (path, given, surroundings) =>
      'ms' in given ? () => given.ms : durationIn(expression(path, given.expression, surroundings)),
    data: (path, plan, surroundings) => ({
      map: plan.map === undefined ? null : mapping(path, plan.map, surroundings),
      check:
        plan.schema === undefined ? null : compileSchema(plan.schema, { definitions: {}, formats: true }),
    }),
  };
};

const durationIn =
  (made: Evaluate): Evaluate =>
  (data, frame, run) => {
    const value = made(data, frame, run);
    const ms = durationMs(value);
    if (ms !== undefined) return Math.round(ms);
    throw taskFault(
      'expression',
      `${JSON.stringify(value).slice(0, 100)} is no duration: an ISO 8601 text such as PT5S, or an object such as {"seconds": 5}`,
    );
  };
