import { HubError, isHubError } from '../../core/errors.ts';
import type { SecretPlace } from '../../core/ports.ts';
import { TurnoverMap } from '../../core/turnover-map.ts';
import { failpoint } from '../../platform/failpoint.ts';
import { newId } from '../../platform/ids.ts';
import { startRounds } from '../../platform/rounds.ts';
import { faultOf } from '../engine/fault.ts';
import type { Program } from '../engine/program.ts';
import type { VariableValues } from '../variables/variable-set.ts';
import { openFastNotes } from './fast-notes.ts';
import { failureOf } from './failure-of.ts';
import { handOut, obey } from './hand-out.ts';
import { openJournal } from './journal.ts';
import type { LiveRun, Past } from './live-run-shape.ts';
import type { openLiveRun as OpenLiveRun } from './live-run.ts';
import { openRoom } from './room.ts';
import { sealedPlace } from './sealed-place.ts';
import type { Outside } from './outside.ts';
import { givenUpFact, lifecycleOf } from './lifecycle.ts';
import { openPrivacy, type Privacy, type PrivacyParts } from './privacy.ts';
import { typeFirst, type RunEnd } from './run-end.ts';
import type { NewRun, Runner, RunnerDeps, Started } from './runner-shape.ts';
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
  type HeldRun,
} from './store-owners.ts';
import { arrivalsFor, msUntilDue, wakeDue } from './store-waits.ts';

/** Topics of hints: a run somewhere can go on; something has arrived for runs in memory. */
export const runsTopic = 'flow runs';
export const arrivalsTopic = 'flow arrivals';

const pollMs = 5_000;
const mostBeatMs = 1_000;
const mostDue = 1_000;

/** Runs in this process: begins new ones, takes up those that nobody has, and hands all of them back when it stops. */
export const startRunner = async (deps: RunnerDeps): Promise<Runner> => {
  const { db, hints, clock, log, outside } = deps;
  const leaseMs = deps.leaseMs ?? 10_000;
  const most = deps.most ?? 10_000;
  const live = new TurnoverMap<LiveRun>();
  const room = openRoom(most);
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
  const notes = openFastNotes({ ...deps, now });

  /** The engine is there when the first run is. */
  let openRun: typeof OpenLiveRun | undefined;
  const open = async (run: HeldParts, left: (end: RunEnd | null) => void): Promise<LiveRun> => {
    openRun ??= (await import('./live-run.ts')).openLiveRun;
    const opened = openRun({
      program: run.program,
      spaceId: run.spaceId,
      runId: run.runId,
      worker: run.worker,
      mode: run.mode,
      secrets: run.secrets,
      variables: run.variables,
      privacy: run.privacy,
      lifecycle: lifecycleOf(run.program.document, run),
      orderKey: run.orderKey,
      outside: run.outside,
      ...{ journal, now, log, hints, events: deps.events },
      left: (end) => {
        traced?.left(end);
        if (end !== null) deps.meter?.over(end, run.mode, now() - run.startedAt);
        const wasLive = live.get(run.runId) === one && live.delete(run.runId);
        const isAwaited = wasLive && room.left(run.spaceId);
        if (live.size === 0) for (const tell of empty.splice(0)) tell();
        left(end);
        // It may have become ready while it was being parked.
        if ((end === null || isAwaited) && phase === 'on') rounds.ring();
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
    // One that was just parked may be taken again before this process has heard that it is.
    if (live.get(run.runId) === undefined) room.entered(run.spaceId);
    live.set(run.runId, one);
    return one;
  };

  const privacyOf = ({ spaceId, runId, ...given }: Private): Privacy =>
    openPrivacy({ ...given, seal: (text) => deps.vault.seal(sealedPlace({ spaceId, runId }), text) });

  const startAs = async (worker: string, run: NewRun): Promise<Started> => {
    if (phase !== 'on') throw new HubError('shutting_down', 'The hub is stopping; the run was not begun.');
    if (room.isFull(run.spaceId)) {
      const told = `As many runs are under way in this process as the space may have: ${live.size} of ${most} are taken. Try again in a moment.`;
      throw new HubError('overloaded', told, { retryAfter: 1 });
    }
    const { program, spaceId } = run;
    const { document } = program;
    const secrets = document.secrets.length === 0 ? none : await deps.secretsOf(spaceId, document.secrets);
    const variables = program.variables.length === 0 ? null : await deps.variables.for(spaceId, program);
    const runId = newId('run');
    const privacy = privacyOf({ spaceId, runId, program, secrets, kept: null });
    privacy.input(run.input);
    const over = Promise.withResolvers<RunEnd | null>();
    const startedAt = now();
    const fast = document.mode === 'fast' ? { ...run, runId, startedAt, privacy } : null;
    const one = await open(
      {
        ...{ runId, spaceId, program, secrets, privacy, startedAt },
        outside: fast === null ? outside : notes.keepingParked(fast, outside),
        variables: variables?.values ?? none,
        worker,
        mode: document.mode,
        orderKey: null,
      },
      over.resolve,
    );
    if (fast !== null) void over.promise.then((end) => notes.ended(fast, end));
    // Whoever learns its id can rely on it.
    await one.begin(
      run.input,
      fast !== null
        ? null
        : {
            runId,
            spaceId,
            flow: run.flow,
            version: run.version,
            trigger: run.trigger,
            parentRun: run.parent?.runId ?? null,
            parentKey: run.parent?.key ?? null,
            input: privacy.mask(JSON.stringify(run.input ?? null)),
            draft: run.draft ?? null,
            variables: variables?.number ?? null,
            startedAt: now(),
            end: null,
          },
    );
    return { runId, over: over.promise };
  };

  const start = async (run: NewRun): Promise<Started> => {
    const worker = workerId;
    try {
      return await startAs(worker, run);
    } catch (error) {
      // Nothing of it was written, and this process lives: who asked need not know that it was taken for dead. A sub-flow
      // is begun again by whoever has the run around it now.
      if (!isHubError(error, 'lease_lost') || run.parent != null) throw error;
      await beginAnew(worker);
      return startAs(workerId, run);
    }
  };

  const resume = async (held: Held, { rows, arrivals }: Kept): Promise<void> => {
    const program = await deps.programOf(held);
    const secrets = await deps.secretsOf(held.spaceId, program.document.secrets);
    const kept =
      held.sealed === null
        ? null
        : (JSON.parse(await deps.vault.open(sealedPlace(held), held.sealed)) as Record<string, string>);
    const privacy = privacyOf({ spaceId: held.spaceId, runId: held.runId, program, secrets, kept });
    const given: unknown = JSON.parse(privacy.unmask(held.input));
    // One that waited for its turn was written as it came.
    privacy.input(given);
    const one = await open(
      {
        ...{ privacy, outside },
        runId: held.runId,
        spaceId: held.spaceId,
        worker: held.worker,
        program,
        secrets,
        variables: (await deps.variables.at(held.spaceId, held.variables)).values,
        mode: 'durable',
        startedAt: held.startedAt.getTime(),
        orderKey: held.orderKey,
      },
      () => undefined,
    );
    one.resume({
      input: given,
      startedAt: held.startedAt.getTime(),
      since: held.since.getTime(),
      rests: held.rests ?? [],
      rows: rows.map((row) => ({ ...row, body: privacy.unmask(row.body) })),
      arrivals,
    });
    obey(one, held);
  };

  const takeUp = async (): Promise<boolean> => {
    const wanted = room.wanted();
    if (wanted === null) return false;
    const worker = workerId;
    taking = true;
    try {
      const held = await takeRuns(db, worker, wanted);
      const more = room.taken(wanted, held);
      if (held.length === 0) return more;
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
      return more;
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
      await db.asSystem(async (tx) => {
        const ended = await endHeld(tx, held, JSON.stringify(typeFirst(fault)));
        if (ended) await deps.events.publish(tx, held.spaceId, [givenUpFact(held, fault, now())]);
      });
    }
  };

  const handOutNow = async (): Promise<void> => {
    arrivals = false;
    handedAt = clock.monotonic();
    if (live.size > 0) await handOut({ db, live, workerId });
  };

  const round = async (): Promise<void> => {
    if (phase !== 'on') return;
    const woken = clock.monotonic() >= dueAt ? await wakeDue(db, mostDue) : 0;
    let more = await takeUp();
    // Hints may be lost, or may not reach this process at all.
    if (arrivals || clock.monotonic() - handedAt >= pollMs) await handOutNow();
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

  let renewal: Promise<void> | undefined;
  /** Taken for dead, it begins anew under another name; what it had belongs to others. */
  const beginAnew = async (dead: string): Promise<void> => {
    if (workerId !== dead) return;
    const renew = async (): Promise<void> => {
      log.warn('this worker was taken for dead; it begins anew', { workerId, runs: live.size });
      const lost = [...live.values()];
      const next = newId('wrk');
      await db.asSystem((tx) => enterWorker(tx, next, leaseMs));
      workerId = next;
      dropped.clear();
      for (const one of lost) one.abandon();
    };
    renewal ??= renew().finally(() => (renewal = undefined));
    await renewal;
  };

  const beat = async (): Promise<void> => {
    const worker = workerId;
    if (!(await db.asSystem((tx) => keepWorker(tx, worker, leaseMs)))) await beginAnew(worker);
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
    if ((await db.asSystem((tx) => buryWorkers(tx, workerId))) > 0) hints.send(runsTopic);
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

type Private = Pick<SecretPlace, 'spaceId'> & { readonly runId: string } & Omit<PrivacyParts, 'seal'>;

interface HeldParts {
  readonly outside: Outside;
  readonly privacy: Privacy;
  readonly runId: string;
  readonly spaceId: string;
  readonly worker: string;
  readonly program: Program;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly variables: VariableValues;
  readonly mode: 'durable' | 'fast';
  readonly startedAt: number;
  readonly orderKey: string | null;
}
