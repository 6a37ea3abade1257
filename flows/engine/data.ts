import { taskFault } from './fault.ts';
import type { DataStep } from './program.ts';
import { checkSize } from './size.ts';
import type { Frame, RunState } from './state.ts';

export interface DataPlace {
  readonly frame: Frame;
  readonly run: RunState;
  readonly what: 'input' | 'output' | 'context';
}

/** Input is checked as it comes and then mapped; all else is mapped and then checked. */
export const applyData = (
  { map, check }: DataStep,
  value: unknown,
  { frame, run, what }: DataPlace,
): unknown => {
  if (what === 'input') checkData(check, value, what);
  const mapped = map === null ? value : map(value, frame, run);
  if (map !== null) {
    checkSize(mapped, what);
    run.looked = mapped;
  }
  if (what !== 'input') checkData(check, mapped, what);
  return mapped;
};

const checkData = (check: DataStep['check'], value: unknown, what: DataPlace['what']): void => {
  const problems = check?.(value) ?? [];
  if (problems.length === 0) return;
  const told = problems.slice(0, 5).map(({ path, message }) => `${path === '' ? 'it' : path} ${message}`);
  throw taskFault('validation', `The ${what} is not as its schema says: ${told.join('; ')}`, { problems });
};
