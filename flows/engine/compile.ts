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
  type Evaluate,
  type Node,
  type NodeKind,
  type Program,
} from './program.ts';
import { sensitiveFields, sensitiveInput } from './sensitive.ts';
import { isPinned, leadsTo, longestTrialMs, mocked, triedKind, type Trial } from './trial.ts';
import type { VariableUse } from './variable-uses.ts';

export interface Compiled {
  readonly program: Program | null;
  readonly problems: readonly CompileProblem[];
  readonly variables: readonly VariableUse[];
}

/** A document to closures. All expressions that are wrong are told at once. */
export const compileFlow = (document: FlowDocument, trial: Trial | null = null): Compiled => {
  const compiler = openCompiler(trial);
  const whole = rootOf(document, compiler);
  const root = trial === null ? whole : triedRoot(whole, trial);
  const { concurrency, schedule } = document;
  const concurrencyKey =
    concurrency?.key == null
      ? null
      : compiler.expression('/document/metadata/concurrency/key', concurrency.key, flowInput);
  const trigger =
    schedule?.on === undefined ? null : hearingOf(schedule.on, '/schedule/on', { compiler, names: [] });
  const sensitive = { input: sensitiveInput(document), anywhere: sensitiveFields(document) };
  const { problems, variables, authorization } = compiler;
  return {
    program:
      problems.length === 0
        ? { document, root, concurrencyKey, trigger, sensitive, variables, authorization, trial }
        : null,
    ...{ problems, variables },
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

/** Where not all of it runs, its input and its output are not what the flow says of them. */
const triedRoot = (root: Node, { from, until }: Trial): Node => {
  const { timeout } = root;
  const most: Evaluate = () => longestTrialMs;
  return {
    ...root,
    input: from === null ? root.input : none,
    output: until === null ? root.output : none,
    timeout:
      timeout === null || from !== null
        ? most
        : (...at) => Math.min(longestTrialMs, timeout(...at) as number),
  };
};

const openCompiler = (trial: Trial | null): Compiler => {
  const values = openValues();
  const functions = new Map<Task, readonly Node[]>();
  const extensions = new Map<ExtensionPlan, Map<string, Around>>();

  const task = (given: Task, within: Within): Node => {
    const node = plainTask(given, within);
    if (given.extensions.length === 0 || leadsTo(trial?.from?.place, given.place)) return node;
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
      ...kindOf(given, { names, siblings }),
      ...(trial !== null && isPinned(trial, place) && { input: none, output: none, timeout: null }),
    };
  };

  const kindOf = (given: Task, { names, siblings }: Within): NodeKind => {
    if (trial === null) return compileKind(given, { compiler, names, siblings });
    const tried = triedKind(given, trial);
    if (tried !== null) return tried;
    const kind = compileKind(given, { compiler, names, siblings });
    return trial.mock === null ? kind : mocked(kind);
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
