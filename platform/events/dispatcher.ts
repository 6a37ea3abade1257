import { HubError, isHubError } from '../../core/errors.ts';
import type { Clock, Hints, Log, Running, Subscription } from '../../core/ports.ts';
import { installationChain } from '../audit/trail.ts';
import { delayAfter, type Backoff } from '../backoff.ts';
import type { Db, Tx } from '../db/open.ts';
import { preferIndexes } from '../db/prefer-indexes.ts';
import { failureText } from '../failure-text.ts';
import { keepLeases } from '../leases.ts';
import { startRounds } from '../rounds.ts';
import { eventsTopic } from './bus.ts';
import { toEvent } from './envelope.ts';
import {
  claimDeliveries,
  extendDeliveries,
  finishDelivery,
  registerSubscriptions,
  settleFailures,
  unblockAfter,
  type Delivery,
  type Failure,
  type Room,
} from './store-deliveries.ts';
import { routeNew, takeQuickTurn } from './store-outbox.ts';
import { msUntilNext, sweepDeliveries, unblockLeftBehind, type GivenUp } from './store-sweep.ts';

export interface DispatcherDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly log: Log;
  readonly clock: Clock;
  readonly subscriptions: readonly Subscription<Tx>[];
  /** Who brings events from the outbox to subscriptions: this dispatcher, or a message system (kafka-transport.ts). */
  readonly routing: 'direct' | 'elsewhere';
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly maxAttempts?: number;
  readonly backoff?: Backoff;
  /** How many events are handled at a time; each holds a connection to the database. */
  readonly concurrency?: number;
  readonly stopMs?: number;
}

const strayEveryMs = 5_000;
const registerEveryMs = 60 * 60_000;

/**
 * Hands events to subscriptions, each event in a transaction that also notes it as handled. There is a row for each
 * event and subscription rather than a cursor for each subscription: a cursor cannot leave one event behind to be
 * tried again while others go on, and it misses events whose transactions commit late.
 */
export const startDispatcher = async (deps: DispatcherDeps): Promise<Running> => {
  const { db, hints, log, clock } = deps;
  const leaseMs = deps.leaseMs ?? 30_000;
  const pollMs = deps.pollMs ?? 500;
  const maxAttempts = deps.maxAttempts ?? 12;
  const backoff = deps.backoff ?? { firstMs: 500, maxMs: 10 * 60_000 };
  const subscriptions = new Map(deps.subscriptions.map((one) => [one.name, one]));
  const share = Math.max(1, Math.ceil((deps.concurrency ?? 8) / Math.max(1, subscriptions.size)));
  const inHand = new Map<number, Delivery>();
  const servedLast = new Map<string, string>();
  const failures: Failure[] = [];
  const ended: Delivery[] = [];
  let stopping = false;
  let abandoned = false;
  let hungry = true;
  let sweepAt = 0;
  let strayAt = 0;
  let passedOn = false;

  const register = () => db.asSystem((tx) => registerSubscriptions(tx, deps.subscriptions));
  await register();
  let registerAt = clock.monotonic() + registerEveryMs;

  /** What happened to the installation itself belongs to no space. */
  const within = (spaceId: string, work: (tx: Tx) => Promise<void>): Promise<void> =>
    spaceId === installationChain ? db.asSystem(work) : db.inSpace(spaceId, work);

  const handle = async (delivery: Delivery, subscription: Subscription<Tx>): Promise<void> => {
    try {
      await within(delivery.spaceId, async (tx) => {
        await subscription.handle(toEvent(delivery), tx);
        if (!(await finishDelivery(tx, delivery))) {
          throw new HubError(
            'lease_lost',
            'Another process took this event over; what was done here is undone.',
          );
        }
      });
      ended.push(delivery);
    } catch (error) {
      failures.push(failureOf(delivery, error));
    }
  };

  const failureOf = (delivery: Delivery, thrown: unknown): Failure => {
    // With a lost lease the fence makes this a write that changes nothing.
    if (isHubError(thrown, 'lease_lost')) return { delivery, state: 'ready', error: null, delayMs: 0 };
    const error = failureText(thrown);
    const about = { subscription: delivery.subscription, eventId: delivery.eventId, type: delivery.type };
    if (delivery.attempts >= maxAttempts) {
      log.error('an event is given up for a subscription', { ...about, reason: error });
      return { delivery, state: 'dead', error, delayMs: 0 };
    }
    log.warn('an event could not be handled; tried again later', { ...about, reason: error });
    return {
      delivery,
      state: 'waiting',
      error,
      delayMs: delayAfter(delivery.attempts, backoff, Math.random()),
    };
  };

  const begin = (delivery: Delivery): void => {
    const subscription = subscriptions.get(delivery.subscription);
    if (subscription === undefined) return;
    inHand.set(delivery.deliveryId, delivery);
    void handle(delivery, subscription).then(() => {
      inHand.delete(delivery.deliveryId);
      rounds.ring();
    });
  };

  const rooms = (): Room[] => {
    const busy = [...inHand.values()];
    return [...subscriptions.keys()]
      .map((subscription) => ({
        subscription,
        room: share - count(busy, subscription),
        after: servedLast.get(subscription) ?? '',
      }))
      .filter(({ room }) => room > 0);
  };

  /** Whose turn it is next; true when those before the last one served have not been asked yet. */
  const noteTurns = (wants: readonly Room[], claimed: readonly Delivery[]): boolean => {
    for (const { subscription, room } of wants) {
      const mine = claimed.filter((one) => one.subscription === subscription);
      const served = [...new Set(mine.map(({ spaceId }) => spaceId))].sort();
      // As many spaces as there was room: others may stand behind the last of them.
      servedLast.set(subscription, served.length >= room ? (served.at(-1) ?? '') : '');
    }
    return wants.some(({ after }) => after !== '');
  };

  const round = async (): Promise<void> => {
    const now = clock.monotonic();
    const sweep = !stopping && now >= sweepAt;
    const stray = sweep && now >= strayAt;
    const failed = failures.splice(0);
    const done = ended.splice(0);
    const wants = stopping ? [] : rooms();
    hungry = false;
    let nextMs: number | null = null;
    let more = false;
    let claimed: Delivery[] = [];
    let givenUp: GivenUp[] = [];
    try {
      await db.asSystem(async (tx) => {
        await takeQuickTurn(tx);
        if (failed.length > 0) await settleFailures(tx, failed);
        const over = [
          ...done,
          ...failed.filter(({ state }) => state === 'dead').map(({ delivery }) => delivery),
        ];
        const keyed = over.filter(({ orderKey }) => orderKey !== null);
        if (sweep) givenUp = await sweepDeliveries(tx, maxAttempts);
        if (stray || givenUp.length > 0) await unblockLeftBehind(tx);
        else if (keyed.length > 0) await unblockAfter(tx, keyed);
        if (deps.routing === 'direct' && !stopping) more = (await routeNew(tx)).more;
        if (wants.length > 0) claimed = await claimDeliveries(tx, wants, leaseMs);
        if (sweep) nextMs = await msUntilNext(tx);
      });
    } catch (error) {
      failures.unshift(...failed);
      ended.unshift(...done);
      hungry = true;
      throw error;
    }
    for (const one of givenUp)
      log.error('an event is given up: the processes that tried it ended', { ...one });
    if (stray) strayAt = now + strayEveryMs;
    if (sweep) sweepAt = now + Math.min(pollMs, Math.max(nextMs ?? pollMs, 1));
    for (const { state, delayMs } of failed)
      if (state === 'waiting') sweepAt = Math.min(sweepAt, now + delayMs);
    for (const delivery of claimed) begin(delivery);
    hungry ||= noteTurns(wants, claimed) || more;
    // Hands full, and perhaps more to do: let another process look, too.
    const full = wants.some(({ subscription, room }) => count(claimed, subscription) === room);
    if (full && !passedOn) hints.send(eventsTopic);
    passedOn = full;
    if (now < registerAt) return;
    await register();
    registerAt = now + registerEveryMs;
  };

  const rounds = startRounds({
    what: 'events',
    log,
    dueIn: () => {
      if (ended.length > 0 || failures.length > 0 || (hungry && !stopping)) return 0;
      return stopping ? pollMs : sweepAt - clock.monotonic();
    },
    round,
    phase: () => {
      if (!stopping) return 'on';
      const idle = inHand.size === 0 && failures.length === 0 && ended.length === 0;
      return idle || abandoned ? 'over' : 'stopping';
    },
  });

  const leases = keepLeases({
    everyMs: leaseMs / 3,
    log,
    held: () => [...inHand.values()],
    extend: async (held) =>
      db.asSystem(async (tx) => {
        await preferIndexes(tx);
        return extendDeliveries(tx, held, leaseMs);
      }),
    idOf: (delivery) => delivery.deliveryId,
    // The fence stops what it would write, with all of its effects.
    lost: (delivery) => {
      if (inHand.get(delivery.deliveryId) !== delivery) return;
      log.warn('an event was taken over by another process', { eventId: delivery.eventId });
    },
  });

  const unhook = hints.on(eventsTopic, () => {
    hungry = true;
    rounds.ring();
  });

  const stop = async (): Promise<void> => {
    stopping = true;
    unhook();
    rounds.ring();
    // A handler that hangs keeps its lease no longer; its transaction ends with the connection.
    const late = setTimeout(() => {
      abandoned = true;
      rounds.ring();
    }, deps.stopMs ?? 20_000);
    await rounds.over;
    clearTimeout(late);
    leases.stop();
  };
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
};

const count = (deliveries: readonly Delivery[], subscription: string): number =>
  deliveries.filter((delivery) => delivery.subscription === subscription).length;
