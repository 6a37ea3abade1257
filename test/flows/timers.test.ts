import { expect, test } from '@jest/globals';
import { openTimers } from '../../flows/run/timers.ts';

const ringing = (now: () => number, at: number): Promise<number> =>
  new Promise((resolve) => openTimers(now, (_key, told) => resolve(told)).set('wait', at));

test('what was set at the end of a long turn is never told as due before its time', async () => {
  const began = Date.now();
  while (Date.now() - began < 80);
  const at = Date.now() + 30;
  expect(await ringing(Date.now, at)).toBeGreaterThanOrEqual(at);
});

test('nor when the clock is set back meanwhile', async () => {
  let clock = 1_000_000;
  const told = ringing(() => clock, clock + 5);
  clock -= 60_000;
  expect(await told).toBe(1_000_005);
});

test('what is late is told as late', async () => {
  let clock = 1_000;
  const told = ringing(() => clock, clock);
  clock = 5_000;
  expect(await told).toBe(5_000);
});

test('and by the key that it was set with', async () => {
  const told = await new Promise<string>((resolve) => openTimers(Date.now, resolve).set('wait', Date.now()));
  expect(told).toBe('wait');
});
