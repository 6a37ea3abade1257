import { HubError, isHubError } from '../../core/errors.ts';
import type { Clock, EventBus, Hints, Log, Running } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { failpoint } from '../../platform/failpoint.ts';
import { newId } from '../../platform/ids.ts';
import { startRounds } from '../../platform/rounds.ts';
import { faultOf } from '../engine/fault.ts';
import type { Program } from '../engine/program.ts';
import { failureOf } from './failure-of.ts';
import { openJournal } from './journal.ts';
import type { LiveRun, Past } from './live-run-shape.ts';
import { openMasker } from './mask.ts';
import type { RunEnd } from './run-end.ts';
import type { RunMeter } from './meter.ts';
import type { Outside } from './outside.ts';
import {
  buryWorkers,
  endHeld,
  enterWorker,
  giveBack,
  journalOf,
  keepWorker,
  leaveWorker,
  ownedBy,
  takeRuns,
  wishesFor,
  type HeldRun,
} from './store-owners.ts';
import { arrivalsFor, dropArrivals, msUntilDue, wakeDue, type Arrival } from './store-waits.ts';
import type { RunTracer } from './trace-run.ts';

/** Topics of hints: a run somewhere can go on; something has arrived for runs in memory. */
export const runsTopic = 'flow runs';
export const arrivalsTopic = 'flow arrivals';

export interface ProgramOf {
  /** The program that a run began with; `draft` is its text where it was no published version. */
  (spaceId: string, flow: string, version: number, draft: string | null): Promise<Program>;
}

export interface RunnerDeps {
  readonly db: Db;
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  readonly outside: Outside;
  readonly programOf: ProgramOf;
  readonly secretsOf: (
    spaceId: string,
    names: readonly string[],
  ) => Promise<Readonly<Record<string, unknown>>>;
  readonly meter?: RunMeter | undefined;
  readonly tracer?: RunTracer | undefined;
  readonly leaseMs?: number;
  /** Runs in memory at a time. */
  readonly most?: number;
  readonly drainMs?: number;
}

export interface NewRun {
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
  readonly program: Program;
  readonly input: unknown;
  readonly trigger: string;
  readonly draft?: string;
  readonly parent?: { readonly runId: string; readonly key: string };
}

export interface Started {
  readonly runId: string;
  /** Null: it is parked, or somebody else has it; its row tells how it ends. */
  readonly over: Promise<RunEnd | null>;
}

export interface Runner extends Running {
  start(run: NewRun): Promise<Started>;
  /** How many runs are in memory. */
  live(): number;
}

const pollMs = 5_000;
const mostBeatMs = 1_000;
const mostAtOnce = 200;
const mostDue = 1_000;

/** Runs in this process: begins new ones, takes up those that nobody has, and hands all of them back when it stops. */
export const startRunner = async (deps: RunnerDeps): Promise<Runner> => {
  const { db, hints, clock, log, outside } = deps;
  const leaseMs = deps.leaseMs ?? 10_000;
  const most = deps.most ?? 10_000;
  const live = new Map<string, LiveRun>();
  let workerId = newId('wrk');
  let phase: 'on' | 'stopping' | 'over' = 'on';
  let dueAt = 0;
  let arrivals = false;
  let handedAt = 0;
  /** Runs that this worker owns and does not have in memory, because the database failed. */
  const dropped = new Set<string>();
  /** Runs are just taken; they may have been, without the answer having come. */
  let taking = false;
  let unsure = false;
  const empty: (() => void)[] = [];
  await db.asSystem((tx) => enterWorker(tx, workerId, leaseMs));
  log.info('this process takes runs of flows', { workerId, leaseMs });
  const journal = openJournal({ db, events: deps.events, committed: deps.meter?.committed });
  const now = (): number => clock.now().getTime();

  /** The engine is there when the first run is. */
  let engine: typeof import('./live-run.ts') | undefined;
  const open = async (run: HeldParts, left: (end: RunEnd | null) => void): Promise<LiveRun> => {
    engine ??= await import('./live-run.ts');
    const masker = openMasker();
    masker.addSecrets(run.secrets);
    const opened = engine.openLiveRun({
      program: run.program,
      spaceId: run.spaceId,
      runId: run.runId,
      worker: run.worker,
      mode: run.mode,
      secrets: run.secrets,
      mask: masker.mask,
      orderKey: run.orderKey,
      ...{ outside, journal, now, log },
      left: (end) => {
        traced?.left(end);
        if (end !== null) deps.meter?.over(end, run.mode, now() - run.startedAt);
        if (live.get(run.runId) === one) live.delete(run.runId);
        if (live.size === 0) for (const tell of empty.splice(0)) tell();
        left(end);
        // It may have become ready while it was being parked.
        if (end === null && phase === 'on') rounds.ring();
      },
      dropped: () => void dropped.add(run.runId),
      heard: () => {
        arrivals = true;
        rounds.ring();
      },
    });
    const traced = deps.tracer?.follow(opened, {
      'flow.name': run.program.document.name,
      'flow.run': run.runId,
      'flow.mode': run.mode,
    });
    const one = traced?.run ?? opened;
    live.set(run.runId, one);
    return one;
  };

  const start = async (run: NewRun): Promise<Started> => {
    if (phase !== 'on') throw new HubError('shutting_down', 'The hub is stopping; the run was not begun.');
    if (live.size >= most) {
      throw new HubError('overloaded', `${most} runs are under way in this process. Try again in a moment.`, {
        retryAfter: 1,
      });
    }
    const { program, spaceId } = run;
    const { document } = program;
    const secrets = document.secrets.length === 0 ? none : await deps.secretsOf(spaceId, document.secrets);
    const runId = newId('run');
    const over = Promise.withResolvers<RunEnd | null>();
    const one = await open(
      {
        ...{ runId, spaceId, program, secrets, startedAt: now() },
        worker: workerId,
        mode: document.mode,
        orderKey: null,
      },
      over.resolve,
    );
    // Whoever learns its id can rely on it.
    await one.begin(
      run.input,
      document.mode === 'fast'
        ? null
        : {
            runId,
            spaceId,
            flow: run.flow,
            version: run.version,
            trigger: run.trigger,
            parentRun: run.parent?.runId ?? null,
            parentKey: run.parent?.key ?? null,
            input: JSON.stringify(run.input ?? null),
            draft: run.draft ?? null,
            startedAt: now(),
            end: null,
          },
    );
    return { runId, over: over.promise };
  };

  const resume = async (held: Held, { rows, arrivals }: Kept): Promise<void> => {
    const program = await deps.programOf(held.spaceId, held.flow, held.version, held.draft);
    const secrets = await deps.secretsOf(held.spaceId, program.document.secrets);
    const one = await open(
      {
        runId: held.runId,
        spaceId: held.spaceId,
        worker: held.worker,
        program,
        secrets,
        mode: 'durable',
        startedAt: held.startedAt.getTime(),
        orderKey: held.orderKey,
      },
      () => undefined,
    );
    one.resume({ input: JSON.parse(held.input), startedAt: held.startedAt.getTime(), rows, arrivals });
    obey(one, held);
  };

  const takeUp = async (): Promise<boolean> => {
    const room = Math.min(mostAtOnce, most - live.size);
    if (room <= 0) return false;
    const worker = workerId;
    taking = true;
    try {
      const held = await takeRuns(db, worker, room);
      if (held.length === 0) return false;
      failpoint('during_take_up');
      const ids = held.map(({ runId }) => runId);
      const [journals, arrivals] = await Promise.all([
        db.readAsSystem((tx) => journalOf(tx, ids)),
        db.readAsSystem((tx) => arrivalsFor(tx, ids)),
      ]);
      const arrived = Map.groupBy(arrivals, ({ runId }) => runId);
      for (const one of held) {
        const kept = { rows: journals.get(one.runId) ?? [], arrivals: arrived.get(one.runId) ?? [] };
        await resumeOrEnd({ ...one, worker }, kept);
      }
      return held.length === room;
    } catch (error) {
      unsure = true;
      throw error;
    } finally {
      taking = false;
    }
  };

  /** A run that can never go on, because its flow is gone, is over; all else is tried again. */
  const resumeOrEnd = async (held: Held, kept: Kept): Promise<void> => {
    const { runId, flow } = held;
    try {
      await resume(held, kept);
    } catch (error) {
      log.error('a run could not be taken up', { runId, flow, error });
      if (!isHubError(error) || error.retryable) {
        dropped.add(runId);
        return;
      }
      const { kind, ...parts } = failureOf(error);
      const fault = faultOf(kind, { ...parts, instance: '' });
      await db.asSystem((tx) => endHeld(tx, held, JSON.stringify(fault)));
    }
  };

  const obey = (one: LiveRun, { wanted, wantedReason }: Pick<HeldRun, 'wanted' | 'wantedReason'>): void => {
    if (wanted === 'cancel') one.cancel(wantedReason ?? '');
    if (wanted === 'suspend') one.suspend();
  };

  const handOut = async (): Promise<void> => {
    arrivals = false;
    if (live.size === 0) return;
    handedAt = clock.monotonic();
    const unwanted = new Map<string, Arrival[]>();
    for (const arrival of await db.readAsSystem((tx) => arrivalsFor(tx, [...live.keys()]))) {
      if (live.get(arrival.runId)?.arrive(arrival) !== 'unwanted') continue;
      unwanted.set(arrival.spaceId, [...(unwanted.get(arrival.spaceId) ?? []), arrival]);
    }
    for (const [spaceId, some] of unwanted) await db.asSystem((tx) => dropArrivals(tx, spaceId, some));
    for (const wish of await db.readAsSystem((tx) => wishesFor(tx, workerId))) {
      const one = live.get(wish.runId);
      if (one !== undefined) obey(one, wish);
    }
  };

  const round = async (): Promise<void> => {
    if (phase !== 'on') return;
    const woken = await wakeDue(db, mostDue);
    let more = await takeUp();
    // Hints may be lost, or may not reach this process at all.
    if (arrivals || clock.monotonic() - handedAt >= pollMs) await handOut();
    const ms = await db.readAsSystem(msUntilDue);
    more ||= woken === mostDue;
    dueAt = clock.monotonic() + (more ? 0 : Math.min(pollMs, Math.max(0, ms ?? pollMs)));
  };

  const rounds = startRounds({
    what: 'runs of flows',
    log,
    dueIn: () => Math.max(0, dueAt - clock.monotonic()),
    round,
    phase: () => phase,
  });
  const offRuns = hints.on(runsTopic, rounds.ring);
  const offArrivals = hints.on(arrivalsTopic, () => {
    arrivals = true;
    rounds.ring();
  });

  /** Taken for dead, it begins anew under another name; what it had belongs to others. */
  const beat = async (): Promise<void> => {
    if (!(await db.asSystem((tx) => keepWorker(tx, workerId, leaseMs)))) {
      log.warn('this worker was taken for dead; it begins anew', { workerId, runs: live.size });
      const lost = [...live.values()];
      const next = newId('wrk');
      await db.asSystem((tx) => enterWorker(tx, next, leaseMs));
      workerId = next;
      dropped.clear();
      for (const one of lost) one.abandon();
    }
    if (unsure && !taking) {
      unsure = false;
      const owned = await db.readAsSystem((tx) => ownedBy(tx, workerId));
      if (!taking) for (const runId of owned) if (!live.has(runId)) dropped.add(runId);
    }
    if (dropped.size > 0) {
      const back = [...dropped].filter((runId) => !live.has(runId));
      await db.asSystem((tx) => giveBack(tx, workerId, back));
      for (const runId of back) dropped.delete(runId);
      rounds.ring();
    }
    if ((await db.asSystem(buryWorkers)) > 0) hints.send(runsTopic);
  };
  let beating = false;
  const heart = setInterval(
    () => {
      if (beating) return;
      beating = true;
      beat()
        .catch((error: unknown) => log.warn('the lease of this worker could not be prolonged', { error }))
        .finally(() => {
          beating = false;
        });
    },
    Math.min(leaseMs / 3, mostBeatMs),
  );

  return {
    start,
    live: () => live.size,
    stop: async () => {
      if (phase !== 'on') return rounds.over;
      phase = 'stopping';
      await Promise.race([
        live.size === 0 ? undefined : new Promise<void>((resolve) => empty.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, deps.drainMs ?? 5_000).unref()),
      ]);
      for (const one of [...live.values()]) one.abandon();
      await journal.settled();
      phase = 'over';
      offRuns();
      offArrivals();
      rounds.ring();
      await rounds.over;
      for (const one of [...live.values()]) one.abandon();
      clearInterval(heart);
      await db.asSystem((tx) => leaveWorker(tx, workerId));
      hints.send(runsTopic);
    },
  };
};

const none = {};

type Kept = Pick<Past, 'rows' | 'arrivals'>;

/** Who took it, and so writes it. */
type Held = HeldRun & { readonly worker: string };

interface HeldParts {
  readonly runId: string;
  readonly spaceId: string;
  readonly worker: string;
  readonly program: Program;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly mode: 'durable' | 'fast';
  readonly startedAt: number;
  readonly orderKey: string | null;
}
