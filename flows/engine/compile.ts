import { JqError } from '../../core/jq/error.ts';
import { compileSchema } from '../../core/schema/schema-set.ts';
import type { DataPlan, Duration, FlowDocument, Mapping, Task } from '../document/model.ts';
import { compileKind, hearingOf } from './compile-kind.ts';
import { durationMs } from './duration.ts';
import { compileExpression, type Stage, type Surroundings } from './expression.ts';
import { taskFault } from './fault.ts';
import {
  finish,
  goOn,
  leave,
  type DataStep,
  type Direction,
  type Evaluate,
  type Node,
  type Program,
} from './program.ts';
import { compileTemplate } from './template.ts';

/** What is wrong with an expression: where in the document, and from which letter of it on. */
export interface CompileProblem {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Compiled {
  readonly program: Program | null;
  readonly problems: readonly CompileProblem[];
}

/** A document to closures. All expressions that are wrong are told at once. */
export const compileFlow = (document: FlowDocument): Compiled => {
  const compiler = newCompiler();
  const root = compiler.flow(document);
  const concurrencyKey =
    document.concurrency?.key == null
      ? null
      : compiler.expression('/document/metadata/concurrency/key', document.concurrency.key, {
          stage: 'flowInput',
          names: [],
        });
  const on = document.schedule?.on;
  const trigger = on === undefined ? null : hearingOf(on, '/schedule/on', { compiler, names: [] });
  const { problems } = compiler;
  return { program: problems.length === 0 ? { document, root, concurrencyKey, trigger } : null, problems };
};

/** What compiling a task needs of its surroundings. */
export interface Compiler {
  readonly problems: CompileProblem[];
  expression(path: string, source: string, surroundings: Surroundings): Evaluate;
  template(path: string, template: unknown, surroundings: Surroundings): Evaluate;
  mapping(path: string, mapping: Mapping, surroundings: Surroundings): Evaluate;
  duration(path: string, duration: Duration, surroundings: Surroundings): Evaluate;
  data(path: string, plan: DataPlan, surroundings: Surroundings): DataStep;
  list(tasks: readonly Task[], names: readonly string[]): Node[];
  direction(then: string, siblings: readonly Task[]): Direction;
}

const nothing: Evaluate = () => null;

const newCompiler = (): Compiler & { flow(document: FlowDocument): Node } => {
  const problems: CompileProblem[] = [];

  const report = (path: string, compile: () => Evaluate): Evaluate => {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      // What several tasks share, such as functions and extensions, is compiled for each of them.
      const known = problems.some((one) => one.path === path && one.message === error.message);
      if (!known) problems.push({ path, message: error.message, ...error.place });
      return nothing;
    }
  };
  const expression: Compiler['expression'] = (path, source, surroundings) =>
    report(path, () => compileExpression(source, surroundings));
  const template: Compiler['template'] = (path, value, surroundings) =>
    compileTemplate(value, { path, surroundings, report });
  const mapping: Compiler['mapping'] = (path, map, surroundings) =>
    'expression' in map
      ? expression(path, map.expression, surroundings)
      : template(path, map.template, surroundings);

  const duration: Compiler['duration'] = (path, given, surroundings) => {
    if ('ms' in given) return () => given.ms;
    const made = expression(path, given.expression, surroundings);
    return (data, frame, run) => {
      const value = made(data, frame, run);
      const ms = durationMs(value);
      if (ms !== undefined) return Math.round(ms);
      throw taskFault(
        'expression',
        `${JSON.stringify(value).slice(0, 100)} is no duration: an ISO 8601 text such as PT5S, or an object such as {"seconds": 5}`,
      );
    };
  };

  const data: Compiler['data'] = (path, plan, surroundings) => ({
    map: plan.map === undefined ? null : mapping(path, plan.map, surroundings),
    check: plan.schema === undefined ? null : compileSchema(plan.schema, { definitions: {}, formats: true }),
  });

  const task = (given: Task, siblings: readonly Task[], names: readonly string[]): Node => {
    const at = (stage: Stage): Surroundings => ({ stage, names });
    const { place } = given;
    const node: Node = {
      name: given.name,
      step: stepOf(given.name),
      place,
      task: given,
      definition: given.definition,
      if: given.if === null ? null : expression(`${place}/if`, given.if, at('taskInput')),
      input: data(`${place}/input/from`, given.input, at('taskInput')),
      output: data(`${place}/output/as`, given.output, at('output')),
      export: data(`${place}/export/as`, given.export, at('export')),
      timeout:
        given.timeout === null ? null : duration(`${place}/timeout/after`, given.timeout, at('definition')),
      then: compiler.direction(given.then, siblings),
      plain: isPlain(given),
      ...compileKind(given, { compiler, names, siblings }),
    };
    if (given.extensions.length === 0) return node;
    const inner: Node = { ...node, if: null };
    const around = [...names, 'task'];
    return {
      ...node,
      input: none,
      output: none,
      export: none,
      timeout: null,
      kind: 'extended',
      inner,
      around: given.extensions.map((extension) => ({
        when:
          extension.when === null
            ? null
            : expression(`${extension.place}/when`, extension.when, at('taskInput')),
        before: compiler.list(extension.before, around),
        after: compiler.list(extension.after, around),
      })),
    };
  };

  const compiler: Compiler = {
    problems,
    expression,
    template,
    mapping,
    duration,
    data,
    list: (tasks, names) => tasks.map((one) => task(one, tasks, names)),
    direction: (then, siblings) => {
      if (then === 'continue') return goOn;
      if (then === 'exit') return leave;
      if (then === 'end') return finish;
      return siblings.findIndex((one) => one.name === then);
    },
  };
  const flow = (document: FlowDocument): Node => ({
    name: document.name,
    step: '',
    place: '',
    task: null,
    definition: document.definition,
    if: null,
    input: data('/input/from', document.input, { stage: 'flowInput', names: [] }),
    output: data('/output/as', document.output, { stage: 'flowOutput', names: [] }),
    export: none,
    timeout:
      document.timeout === null
        ? null
        : duration('/timeout/after', document.timeout, { stage: 'flowInput', names: [] }),
    then: goOn,
    plain: false,
    kind: 'do',
    tasks: compiler.list(document.tasks, []),
  });
  return { ...compiler, flow };
};

/** Letters that keys have a meaning for are written as percent signs and numbers, and so is the name of the list of `catch`. */
const stepOf = (name: string): string => {
  const safe = name.replace(/[%/#!@~:*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return safe === 'catch' ? '/%catch' : `/${safe}`;
};

const none: DataStep = { map: null, check: null };

const isPlain = ({ if: condition, input, output, export: exported, timeout }: Task): boolean =>
  condition === null &&
  timeout === null &&
  [input, output, exported].every((one) => Object.keys(one).length === 0);
