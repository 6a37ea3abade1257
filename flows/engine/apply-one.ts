import type { Evaluate, Node } from './program.ts';
import { newFrame, newRun } from './state.ts';

const nowhere: Node = {
  name: '',
  step: '',
  place: '',
  task: null,
  definition: null,
  if: null,
  input: { map: null, check: null },
  output: { map: null, check: null },
  export: { map: null, check: null },
  timeout: null,
  then: -1,
  plain: true,
  kind: 'do',
  tasks: [],
};

/** One expression outside of any run: the key by which runs are ordered, a filter of a trigger. */
export const applyOne = (
  expression: Evaluate,
  data: unknown,
  variables: Readonly<Record<string, unknown>>,
): unknown => {
  const frame = newFrame({
    node: nowhere,
    parent: null,
    key: '',
    effect: '',
    scope: null,
    raw: data,
    now: 0,
  });
  return expression(data, frame, { ...newRun({ id: '', variables }), input: data });
};
