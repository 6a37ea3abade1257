import type { Inner } from '../document/flow-shape.ts';
import type { Drawing, Plus } from './drawing.ts';
import { plusesIn } from './spots.ts';

/** Where a step can come in within another one: the way of a case, a block. */
export interface Within {
  readonly plus: Plus;
  /** Names of cases; null where it is a block. */
  readonly cases: readonly string[] | null;
  /** And what no case takes. */
  readonly open: boolean;
  readonly role: Inner['role'] | null;
}

/** Where the first step of each part of a step would come in: no key leads from a step to what is not there yet. */
export const plusesWithin = (drawing: Drawing, place: string): readonly Within[] => {
  const step = drawing.byId.get(place)?.step;
  if (step === null || step === undefined) return [];
  return plusesIn(drawing).flatMap((plus): readonly Within[] => {
    const { branch, spot, after, meeting } = plus;
    if (after !== null || meeting !== null) return [];
    if (branch !== null) {
      if (branch.step !== place) return [];
      const cases = step.cases.filter((one) => branch.cases.includes(one.place)).map(({ name }) => name);
      return [{ plus, cases, open: branch.open, role: null }];
    }
    const inner = step.inner.find(({ block }) => block.place === spot.block);
    return inner === undefined ? [] : [{ plus, cases: null, open: false, role: inner.role }];
  });
};
