import { compile as compileJq } from '../../core/jq/compile.ts';
import type { EnvUse } from '../../core/jq/env.ts';
import { JqError } from '../../core/jq/error.ts';
import type { Limits } from '../../core/jq/meter.ts';
import type { Value } from '../../core/jq/value.ts';
import { taskFault } from './fault.ts';
import type { Evaluate } from './program.ts';
import type { Frame, RunState, Scope } from './state.ts';

/** Which variables there are, by the moment at which an expression is worked out (dsl.md, "Runtime expression arguments"). */
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

/** As jq has it: all but null and false. */
export const isTrue = (answer: unknown): boolean => answer !== false && answer !== null;

export interface Surroundings {
  readonly stage: Stage;
  /** Names that loops, catches and listeners around it bring. */
  readonly names: readonly string[];
}

type Getter = (frame: Frame, run: RunState) => unknown;

const variableName = /\$([A-Za-z_][A-Za-z0-9_]*)/g;

export interface CompiledExpression {
  readonly evaluate: Evaluate;
  /** Which variables of the space it reads. */
  readonly env: EnvUse;
  /** It reads `$authorization`. */
  readonly authorization: boolean;
}

/** Throws a JqError with its place when the source is wrong. */
export const compileExpression = (source: string, { stage, names }: Surroundings): CompiledExpression => {
  // Only what the text names is looked up: most expressions name nothing, and `$task` is costly to make.
  const mentioned = new Set([...source.matchAll(variableName)].map(([, name]) => name));
  const used = [...new Set([...names, ...stages[stage]])].filter((name) => mentioned.has(name));
  const program = compileJq(source, { variables: used });
  const getters = used.map((name): readonly [string, Getter] => [name, getterOf(name, names.includes(name))]);
  const usesNow = /\bnow\b/.test(source);
  const usesEnv = program.env.names.size > 0 || program.env.whole !== null;
  const variablesOf = (frame: Frame, run: RunState): Record<string, Value> => {
    const variables: Record<string, Value> = {};
    for (const [name, get] of getters) variables[name] = (get(frame, run) ?? null) as Value;
    return variables;
  };
  const limitsOf = (run: RunState): Limits => ({
    ...(usesNow && { now: run.now / 1000 }),
    ...(usesEnv && { env: run.variables as Value }),
  });
  const hasLimits = usesNow || usesEnv;
  const evaluate: Evaluate = (data, frame, run) => {
    const variables = getters.length === 0 ? noVariables : variablesOf(frame, run);
    try {
      const limits = hasLimits ? limitsOf(run) : undefined;
      return program.first(data as Value, variables, limits) ?? null;
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      throw taskFault('expression', `${error.message}, in \${ ${shortened(source)} }`);
    }
  };
  return { evaluate, env: program.env, authorization: used.includes('authorization') };
};

const noVariables: Readonly<Record<string, Value>> = {};

const shortened = (source: string): string => (source.length > 200 ? `${source.slice(0, 200)}…` : source);

const getterOf = (name: string, scoped: boolean): Getter => {
  if (scoped) return (frame) => lookUp(frame.scope, name);
  switch (name) {
    case 'context':
      return (_, run) => run.context;
    case 'input':
      return (frame) => frame.input;
    case 'output':
      return (frame) => frame.output;
    case 'secrets':
      return (_, run) => run.secrets;
    case 'authorization':
      return (frame) => frame.authorization;
    case 'task':
      return taskDescriptor;
    case 'workflow':
      return workflowDescriptor;
    default:
      return () => runtime;
  }
};

const lookUp = (scope: Scope | null, name: string): unknown => {
  for (let at = scope; at !== null; at = at.outer) if (at.name === name) return at.value;
  return null;
};

const runtime = { name: 'app-connect', version: '1', metadata: {} };

const instantOf = (ms: number) => ({
  iso8601: new Date(ms).toISOString(),
  epoch: { seconds: Math.floor(ms / 1000), milliseconds: ms },
});

export const taskDescriptor = (frame: Frame) => ({
  name: frame.node.name,
  reference: frame.node.place,
  definition: frame.node.definition,
  input: frame.raw,
  output: frame.rawOutput,
  startedAt: instantOf(frame.startedAt),
});

const workflowDescriptor = (_: Frame, run: RunState) => ({
  id: run.id,
  definition: run.root?.node.definition ?? null,
  input: run.input,
  startedAt: instantOf(run.startedAt),
});
