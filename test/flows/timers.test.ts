import { expect, test } from '@jest/globals';
import { openTimers } from '../../flows/run/timers.ts';

const now = (): number => Date.now();

test('what was set at the end of a long turn is never told as due before its time', async () => {
  const began = now();
  while (now() - began < 80);
  const at = now() + 30;
  const told = await new Promise<number>((resolve) =>
    openTimers(now, (_key, when) => resolve(when)).set('wait', at),
  );
  expect(told).toBeGreaterThanOrEqual(at);
});

test('nor when the clock is set back meanwhile', async () => {
  let clock = 1_000_000;
  const told = new Promise<[string, number]>((resolve) =>
    openTimers(
      () => clock,
      (...due) => resolve(due),
    ).set('wait', clock + 5),
  );
  clock -= 60_000;
  expect(await told).toEqual(['wait', 1_000_005]);
});

test('what is late is told as late', async () => {
  let clock = 1_000;
  const told = new Promise<[string, number]>((resolve) =>
    openTimers(
      () => clock,
      (...due) => resolve(due),
    ).set('wait', clock),
  );
  clock = 5_000;
  expect(await told).toEqual(['wait', 5_000]);
});
