import { isRecord } from '../../../schema-form/settle.ts';

/** When an expression is worked out: that says which variables there are. As the engine of the hub has it; a test compares the two. */
export type Stage = 'flowInput' | 'taskInput' | 'definition' | 'output' | 'export' | 'flowOutput';

const always = ['secrets', 'workflow', 'runtime'];
const stages: Readonly<Record<Stage, readonly string[]>> = {
  flowInput: always,
  taskInput: [...always, 'context', 'task'],
  definition: [...always, 'context', 'task', 'input', 'authorization'],
  output: [...always, 'context', 'task', 'input', 'authorization'],
  export: [...always, 'context', 'task', 'input', 'authorization', 'output'],
  flowOutput: [...always, 'context'],
};

export interface Surroundings {
  readonly stage: Stage;
  /** Of the variables that loops, catches and listeners around it bring. */
  readonly names: readonly string[];
}

/** All names that an expression may begin with a `$`. */
export const variablesOf = ({ stage, names }: Surroundings): readonly string[] => [
  ...new Set([...names, ...stages[stage]]),
];

/** When a field of a task is worked out, by its pointer within the task. */
export const stageOf = (pointer: string): Stage => {
  if (pointer === '/if' || pointer.startsWith('/input/')) return 'taskInput';
  // A listener that goes through its events has an output and an export of its own.
  const [, what] = /^(?:\/foreach|\/with\/subscription\/foreach)?\/(output|export)\//.exec(pointer) ?? [];
  if (what === 'output' || what === 'export') return what;
  return 'definition';
};

/** Of a field of the flow itself. */
export const flowStageOf = (pointer: string): Stage =>
  pointer.startsWith('/output/') ? 'flowOutput' : 'flowInput';

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

const childOf = (value: unknown, step: string): unknown =>
  Array.isArray(value) ? (value as unknown[])[Number(step)] : isRecord(value) ? value[step] : undefined;

const textOr = (value: unknown, usual: string): string => (typeof value === 'string' ? value : usual);

/** The variables that stand at a place of a document because of what is around it. */
export const namesAt = (document: unknown, pointer: string): readonly string[] => {
  const names: string[] = [];
  let value = document;
  for (const step of stepsOf(pointer)) {
    if (isRecord(value)) names.push(...broughtBy(value, step));
    value = childOf(value, step);
  }
  return [...new Set(names)];
};

/** What one part of a document brings to what stands under one of its names. */
const broughtBy = (value: Readonly<Record<string, unknown>>, step: string): readonly string[] => {
  const { for: loop } = value;
  if (isRecord(loop) && (step === 'do' || step === 'while'))
    return [textOr(loop['each'], 'item'), textOr(loop['at'], 'index')];
  const { catch: caught, foreach } = value;
  if (step === 'catch' && isRecord(caught)) return [textOr(caught['as'], 'error')];
  if (step === 'foreach' && isRecord(foreach))
    return [textOr(foreach['item'], 'item'), textOr(foreach['at'], 'index')];
  return [];
};
