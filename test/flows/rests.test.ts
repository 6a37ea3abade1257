import { expect, test } from '@jest/globals';
import { dueAfterRests } from '../../flows/run/rests.ts';

test('what was left of a time is left when the run goes on', () => {
  expect(dueAfterRests({ since: 100, at: 1_100 }, [{ ended: 400, again: 5_000 }])).toBe(5_700);
});

test('a time that was over when the run ended begins anew', () => {
  expect(dueAfterRests({ since: 100, at: 400 }, [{ ended: 400, again: 5_000 }])).toBe(5_300);
});

test('rests before the timer was set are none of its', () => {
  expect(dueAfterRests({ since: 6_000, at: 7_000 }, [{ ended: 400, again: 5_000 }])).toBe(7_000);
});

test('several rests, one after the other', () => {
  const rests = [
    { ended: 400, again: 5_000 },
    { ended: 5_200, again: 9_000 },
  ];
  expect(dueAfterRests({ since: 100, at: 1_100 }, rests)).toBe(9_500);
  expect(
    dueAfterRests({ since: 100, at: 400 }, [
      { ended: 400, again: 5_000 },
      { ended: 5_300, again: 9_000 },
    ]),
  ).toBe(9_300);
});
