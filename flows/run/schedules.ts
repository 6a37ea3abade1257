import type { Clock, EventBus, Hints, Log, Running, Vault } from '../../core/ports.ts';
import { isHubError } from '../../core/errors.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { startDueRounds } from '../../platform/due-rounds.ts';
import { flowsChanged } from '../deps.ts';
import type { KnownFlows } from '../known-flows.ts';
import type { KnownVariables } from '../variables/known-variables.ts';
import { admit } from './admit.ts';
import { isCronTime, nextTime } from './next-time.ts';
import { runsTopic } from './runner.ts';
import { dueTriggers, msUntilTrigger, setNext, triggersTopic, type DueTrigger } from './store-triggers.ts';

export interface ScheduleDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  readonly known: KnownFlows;
  readonly variables: Pick<KnownVariables, 'for'>;
  readonly vault: Pick<Vault, 'seal'>;
  readonly events: EventBus<Tx>;
}

const atOnce = 100;
const pollMs = 30_000;

/** Begins runs by the clock. Any number of processes may do it: a trigger is seen to by one, and begins one run. */
export const startSchedules = (deps: ScheduleDeps): Running => {
  const { db, hints, clock, log, known, vault, events } = deps;

  /** In the transaction that moves the trigger on: a run is begun for each of its times, or it stays due. */
  const begin = async (tx: Tx, trigger: DueTrigger): Promise<void> => {
    const { spaceId, flow, version, part, at } = trigger;
    // What was missed while nobody was there is not made up for, but once.
    await setNext(tx, trigger, nextTime(trigger, clock.now()));
    // The first time of a cron is only asked for when it is published.
    if (trigger.kind === 'cron' && !isCronTime(trigger)) return;
    try {
      const { program } = await known.get(spaceId, flow, version);
      const triggerKey = `schedule ${version} ${part} ${at.toISOString()}`;
      await admit(tx, {
        ...{ spaceId, flow, version, program, triggerKey, vault, events },
        variables: await deps.variables.for(spaceId, program),
        input: {},
        trigger: 'schedule',
      });
    } catch (error) {
      if (!isHubError(error) || error.retryable) throw error;
      log.warn('a schedule began no run', { flow, reason: error.message });
    }
  };

  const round = async (): Promise<number | null> => {
    const due = await db.asSystem(async (tx) => {
      const found = await dueTriggers(tx, atOnce);
      for (const one of found) await begin(tx, one);
      if (found.length > 0) tx.afterCommit(() => hints.send(runsTopic));
      return found;
    });
    const ms = await db.readAsSystem(msUntilTrigger);
    return due.length === atOnce ? 0 : ms;
  };

  const rounds = startDueRounds({
    what: 'schedules of flows',
    topic: flowsChanged,
    ...{ hints, clock, log, longestMs: pollMs, round },
  });
  const unhear = hints.on(triggersTopic, rounds.ring);
  return {
    stop: () => {
      unhear();
      return rounds.stop();
    },
  };
};
