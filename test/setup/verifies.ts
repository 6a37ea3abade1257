import { test } from '@jest/globals';
import type { PromiseId } from '../requirements.ts';

/** A test that holds one promise of the product. `test/requirements.test.ts` finds it by this very name. */
export const verifies = (id: PromiseId, name: string, check: () => Promise<void> | void): void => {
  test(`${name} [${id}]`, check);
};
