import { isRecord } from '../../schema-form/settle.ts';
import type { Step } from '../document/flow-shape.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a step calls or runs, by its name; nothing for all others. */
export const calledName = ({ kind, task }: Step): string => {
  if (kind === 'call') return typeof task['call'] === 'string' ? task['call'] : '';
  const { run } = task;
  if (kind !== 'run' || !isRecord(run)) return '';
  const { workflow, script } = run;
  if (isRecord(workflow)) return textOf(workflow['name']);
  return isRecord(script) ? textOf(script['language']) : '';
};
