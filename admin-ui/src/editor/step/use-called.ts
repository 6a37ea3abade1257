import { useMemo } from 'react';
import type { CallableFacts } from '../../api/shapes.ts';
import { isRecord, type Definitions, type Schema } from '../../schema-form/settle.ts';
import { useCallable } from '../../toolsets/use-callables.ts';
import type { FlowShape, Step } from '../document/flow-shape.ts';
import { isOperation } from './forms/of-step.ts';
import { valueAt } from './forms/parts.ts';

export interface Called {
  /** The arguments of what a step calls. Null: nothing is known of them. */
  readonly schema: Schema | null;
  readonly definitions: Definitions;
  /** Of an operation or a flow. */
  readonly facts: CallableFacts | null;
  /** It is being asked for. */
  readonly busy: boolean;
}

/** `ship:1.0.0@default` is the flow `ship` of this space. */
const flowOfCall = (call: unknown): string | undefined =>
  typeof call === 'string' ? /^([a-z0-9-]+):[^@\s]+@default$/.exec(call)?.[1] : undefined;

/** Under which name the hub lists what a step calls; null where it calls nothing of that kind. */
const callableOf = (step: Step, { value }: FlowShape): string | null => {
  const { call, run } = step.task;
  const other = isRecord(run) ? valueAt(run, '/workflow/name') : undefined;
  if (typeof other === 'string' && step.kind === 'run') return `flow.${other}`;
  if (step.kind !== 'call' || functionOf(call, value) !== undefined) return null;
  const flow = flowOfCall(call);
  if (flow !== undefined) return `flow.${flow}`;
  return isOperation(call) ? call : null;
};

const functionOf = (call: unknown, document: unknown): unknown => {
  const functions = valueAt(document, '/use/functions');
  return typeof call === 'string' && isRecord(functions) && Object.hasOwn(functions, call)
    ? functions[call]
    : undefined;
};

const recordOf = (value: unknown): Schema | null => (isRecord(value) ? value : null);
const definitionsIn = (schema: Schema | null): Definitions => {
  const held = schema?.['$defs'];
  return isRecord(held) ? held : {};
};

/** What a step calls, with the schema of its arguments. */
export const useCalled = (step: Step, shape: FlowShape): Called => {
  const name = callableOf(step, shape);
  const read = useCallable(name);
  const { call } = step.task;
  const own = functionOf(call, shape.value);
  return useMemo(() => {
    const schema =
      own === undefined
        ? recordOf(read.data?.input)
        : (recordOf(valueAt(own, '/input/schema/document')) ?? null);
    return {
      schema,
      definitions: definitionsIn(schema),
      facts: read.data ?? null,
      busy: name !== null && read.data === undefined && read.problem === null,
    };
  }, [own, read.data, read.problem, name]);
};
