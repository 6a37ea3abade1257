import type { ExtensionPlan, FlowDocument, Task } from '../document/model.ts';
import { hearingOf } from './compile-events.ts';
import { compileKind } from './compile-kind.ts';
import { openValues, type CompileProblem, type Compiler } from './compiler.ts';
import type { Stage, Surroundings } from './expression.ts';
import {
  finish,
  goOn,
  leave,
  type Around,
  type DataStep,
  type Direction,
  type Node,
  type Program,
} from './program.ts';
import { sensitiveFields, sensitiveInput } from './sensitive.ts';

export interface Compiled {
  readonly program: Program | null;
  readonly problems: readonly CompileProblem[];
}

/** A document to closures. All expressions that are wrong are told at once. */
export const compileFlow = (document: FlowDocument): Compiled => {
  const compiler = openCompiler();
  const root = rootOf(document, compiler);
  const { concurrency, schedule } = document;
  const concurrencyKey =
    concurrency?.key == null
      ? null
      : compiler.expression('/document/metadata/concurrency/key', concurrency.key, flowInput);
  const trigger =
    schedule?.on === undefined ? null : hearingOf(schedule.on, '/schedule/on', { compiler, names: [] });
  const sensitive = { input: sensitiveInput(document), anywhere: sensitiveFields(document) };
  const { problems } = compiler;
  return {
    program: problems.length === 0 ? { document, root, concurrencyKey, trigger, sensitive } : null,
    problems,
  };
};

const flowInput: Surroundings = { stage: 'flowInput', names: [] };

const rootOf = (document: FlowDocument, compiler: Compiler): Node => ({
  name: document.name,
  step: '',
  place: '',
  task: null,
  definition: document.definition,
  if: null,
  input: compiler.data('/input/from', document.input, flowInput),
  output: compiler.data('/output/as', document.output, { stage: 'flowOutput', names: [] }),
  export: none,
  timeout:
    document.timeout === null ? null : compiler.duration('/timeout/after', document.timeout, flowInput),
  then: goOn,
  plain: false,
  kind: 'do',
  tasks: compiler.list(document.tasks, []),
});

interface Within {
  readonly siblings: readonly Task[];
  /** Of the variables that loops, catches and listeners bring. */
  readonly names: readonly string[];
}

const openCompiler = (): Compiler => {
  const values = openValues();
  const functions = new Map<Task, readonly Node[]>();
  const extensions = new Map<ExtensionPlan, Map<string, Around>>();

  const task = (given: Task, within: Within): Node => {
    const node = plainTask(given, within);
    if (given.extensions.length === 0) return node;
    const around = given.extensions.map((extension) => aroundOf(extension, within.names));
    const inner: Node = { ...node, if: null };
    return {
      ...node,
      input: none,
      output: none,
      export: none,
      timeout: null,
      kind: 'extended',
      inner,
      around,
    };
  };

  const plainTask = (given: Task, { siblings, names }: Within): Node => {
    const at = (stage: Stage): Surroundings => ({ stage, names });
    const { place } = given;
    return {
      name: given.name,
      step: stepOf(given.name),
      place,
      task: given,
      definition: given.definition,
      if: given.if === null ? null : values.expression(`${place}/if`, given.if, at('taskInput')),
      input: values.data(`${place}/input/from`, given.input, at('taskInput')),
      output: values.data(`${place}/output/as`, given.output, at('output')),
      export: values.data(`${place}/export/as`, given.export, at('export')),
      timeout:
        given.timeout === null
          ? null
          : values.duration(`${place}/timeout/after`, given.timeout, at('definition')),
      then: direction(given.then, siblings),
      plain: isPlain(given),
      ...compileKind(given, { compiler, names, siblings }),
    };
  };

  /** The same around all tasks that know the same variables. */
  const aroundOf = (plan: ExtensionPlan, names: readonly string[]): Around => {
    const made = extensions.get(plan) ?? new Map<string, Around>();
    extensions.set(plan, made);
    const before = made.get(names.join());
    if (before !== undefined) return before;
    const inside = [...names, 'task'];
    const around: Around = {
      when:
        plan.when === null
          ? null
          : values.expression(`${plan.place}/when`, plan.when, { stage: 'taskInput', names }),
      before: compiler.list(plan.before, inside),
      after: compiler.list(plan.after, inside),
    };
    made.set(names.join(), around);
    return around;
  };

  const compiler: Compiler = {
    ...values,
    list: (tasks, names) => tasks.map((one) => task(one, { siblings: tasks, names })),
    direction,
    function: (one) => {
      const made = functions.get(one) ?? compiler.list([one], []);
      functions.set(one, made);
      return made;
    },
  };
  return compiler;
};

const direction = (then: string, siblings: readonly Task[]): Direction => {
  if (then === 'continue') return goOn;
  if (then === 'exit') return leave;
  if (then === 'end') return finish;
  return siblings.findIndex((one) => one.name === then);
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
