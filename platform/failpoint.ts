import { writeSync } from 'node:fs';
import type { Log } from '../core/ports.ts';

/**
 * Places where a crash would hurt most, so that a test can have it there: the process kills itself, as a power cut would.
 * Nobody meets them unless HUB_FAILPOINTS names them.
 */
export const failpointNames = [
  'after_accept',
  'before_journal',
  'after_effect_before_journal',
  'after_journal_before_act',
  'after_arrival_before_journal',
  'before_park',
  'after_park',
  'during_take_up',
  'before_end',
] as const;
export type Failpoint = (typeof failpointNames)[number];

/** Of each failpoint how likely it is to kill, from 0 to 1. */
export type FailpointChances = ReadonlyMap<Failpoint, number>;

let armed: FailpointChances | null = null;

/** Costs a comparison where nothing is armed. */
export const failpoint = (name: Failpoint): void => {
  if (armed !== null) meet(armed, name);
};

const standardError = 2;

const meet = (chances: FailpointChances, name: Failpoint): void => {
  if (Math.random() >= (chances.get(name) ?? 0)) return;
  writeSync(standardError, `failpoint ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
};

/** For the whole process, and never undone. */
export const armFailpoints = (chances: FailpointChances, log: Log): void => {
  if (chances.size === 0) return;
  armed = chances;
  log.error('HUB_FAILPOINTS is set: this process is going to kill itself. It is for tests of crashes only', {
    failpoints: Object.fromEntries(chances),
  });
};
