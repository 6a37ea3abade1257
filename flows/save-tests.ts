import { HubError } from '../core/errors.ts';
import type { Tx } from '../platform/db/open.ts';
import { heldTests, writeTests, type HeldTests, type NewTests } from './store-tests.ts';

export interface TestsSave extends NewTests {
  /** The save that the text was made from, 0 for the first; whichever there is when left out. */
  readonly basedOn: number | undefined;
}

/** Writes tests over those that they were made from, and over no others. */
export const saveTests = async (tx: Tx, spaceId: string, save: TestsSave): Promise<HeldTests> => {
  const { flow, text, basedOn } = save;
  const before = await heldTests(tx, spaceId, { flow, hold: true });
  // The same text twice, as a request that is sent again, is no conflict.
  if ((before.tests?.text ?? null) === text) return before;
  if (basedOn !== undefined && basedOn !== before.fence) throw otherTests(save, before);
  await writeTests(tx, spaceId, save);
  return heldTests(tx, spaceId, { flow, hold: false });
};

const otherTests = ({ flow, basedOn }: TestsSave, { fence, tests }: HeldTests): HubError => {
  const told =
    tests === null
      ? `The tests of "${flow}" were taken away`
      : `${tests.savedByName === '' ? 'Somebody' : tests.savedByName} saved the tests of "${flow}" at ${tests.savedAt}`;
  const who = tests === null ? {} : { savedBy: tests.savedBy, savedByName: tests.savedByName };
  return new HubError(
    'conflict',
    `${told}, after those that this was made from (${basedOn}). Look at what is there; to write over it, save with basedOn ${fence}.`,
    { details: { fence, ...who, ...(tests !== null && { savedAt: tests.savedAt }) } },
  );
};
