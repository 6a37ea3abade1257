import type { Step } from '../document/flow-shape.ts';

export interface WayOut {
  /** To what is drawn below it. */
  readonly goesOn: boolean;
  /** It ends here, and nothing else comes of it. */
  readonly stop: 'exit' | 'end' | null;
  /** What is said at the line below. */
  readonly label: string;
}

const leaves = (then: string): then is 'exit' | 'end' => then === 'exit' || then === 'end';

/** Where a step leads: to what is drawn below it, to an end, or only elsewhere. */
export const wayOut = (step: Step, next: Step | null): WayOut => {
  const below = (then: string): boolean =>
    then === 'continue' || then === next?.name || (next === null && then === 'exit');
  // What is passed over goes on below, whatever the step itself would do.
  const passed = step.task['if'] !== undefined;
  if (step.kind === 'switch') {
    const here = step.cases.filter(({ then }) => below(then));
    const open = step.cases.every(({ when }) => when !== null) && below(step.then);
    const label = here.map(({ name }) => name).join(', ');
    return { goesOn: here.length > 0 || open || passed, stop: null, label };
  }
  if (step.kind === 'raise' && !passed) return { goesOn: false, stop: null, label: '' };
  const stop = leaves(step.then) && !passed && !below(step.then) ? step.then : null;
  return { goesOn: below(step.then) || passed, stop, label: '' };
};

/** Of a branch without steps: the end that its case leads to, unless that is what comes next. */
export const stopOf = (then: string, next: Step | null): 'exit' | 'end' | null =>
  leaves(then) && (next !== null || then === 'end') ? then : null;
