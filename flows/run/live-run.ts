import { HubError, isHubError } from '../../core/errors.ts';
import type { Fact } from '../../core/event.ts';
import type { Tx } from '../../platform/db/open.ts';
import { failpoint } from '../../platform/failpoint.ts';
import { faultOf } from '../engine/fault.ts';
import type { Command, Outcome, RunEvent } from '../engine/messages.ts';
import { newRun, type RunState } from '../engine/state.ts';
import { offer, step } from '../engine/step.ts';
import { openBeside } from './beside-rows.ts';
import { openCarrier } from './carry-out.ts';
import { openHeard } from './heard.ts';
import type { LiveRun, LiveRunParts, Past } from './live-run-shape.ts';
import type { Entry } from './journal.ts';
import { bodyOf, eventOf, factOf, openRows } from './rows.ts';
import { parkedFact } from './parked.ts';
import { openParking } from './parking.ts';
import { openRedone } from './redone.ts';
import { dueAfterRests } from './rests.ts';
import { endIn, type RunEnd } from './run-end.ts';
import { timersAtRest, type Open } from './standstill.ts';
import type { JournalRow, NewRunRow } from './store-journal.ts';
import { keepSealed } from './store-sealed.ts';
import { dropArrivals, suspendRun, waits, type Arrival } from './store-waits.ts';
import { isRefused } from './tellable.ts';
import { openTimers } from './timers.ts';

/** For so long a run may keep all others waiting. */
const sliceMs = 20;

/** One run in memory: events go into its state one after the other, and what comes out is journaled, then carried out. */
export const openLiveRun = (parts: LiveRunParts): LiveRun => {
  const { program, runId, spaceId, worker, journal, now, privacy, lifecycle } = parts;
  const durable = parts.mode === 'durable';
  const limits = { ...parts.limits, ...lifecycle.limits };
  const state: RunState = newRun({ id: runId, secrets: parts.secrets, variables: parts.variables });
  const events: { readonly event: RunEvent; readonly arrival: Arrival | null }[] = [];
  const heard = openHeard();
  /** Arrivals that are on their way to disk. */
  const inHand = new Set<number>();
  const kept = Promise.withResolvers<void>();
  kept.promise.catch(() => undefined);
  /** What it waits for, and since when. */
  const open = new Map<string, { readonly command: Open; readonly since: number }>();
  const rowsOf = openRows({ ...parts, mask: privacy.mask });
  const [parking, redone] = [openParking(), openRedone()];
  const beside = openBeside({ ...parts, heard, turned: parts.heard });
  let ownRow: NewRunRow | null = null;
  let since: number | null = null;
  let busy = false;
  let over = false;
  let suspending = false;
  let replaying = false;
  let onDisk = false;

  const feed = (event: RunEvent, arrival: Arrival | null = null): void => {
    if (over) return;
    events.push({ event, arrival });
    if (!busy) void drain();
  };
  const carrier = openCarrier({ ...parts, redone, tell: feed });
  const timers = openTimers(now, (key, at) => feed({ kind: 'due', at, key }));

  /** A run that has much to do by itself lets others have their turn. */
  const advance = (event: RunEvent | null): Outcome => {
    const until = now() + sliceMs;
    return step({ ...limits, program, enough: () => now() >= until }, state, event);
  };

  const drain = async (): Promise<void> => {
    busy = true;
    try {
      for (let next = events.shift(); next !== undefined && !over; next = events.shift()) {
        const { event, arrival } = next;
        if (suspending) await noteOnly(event, arrival);
        else {
          if ('key' in event) parking.told(event, open.get(event.key)?.command);
          const outcome = advance(event);
          if (durable || outcome.unfinished) await settle(durable ? eventRow(event) : null, outcome, arrival);
          else act(outcome.commands);
        }
      }
    } catch (error) {
      giveUp(error);
    } finally {
      busy = false;
    }
    if (!over && durable) restIfIdle();
  };

  /** All that one event leads to, slice by slice, is one entry of the journal, and is carried out when that is on disk. */
  const settle = async (given: JournalRow | null, first: Outcome, arrival: Arrival | null): Promise<void> => {
    const rows = given === null ? [] : [given];
    const commands: Command[] = [];
    const note = (outcome: Outcome): void => {
      if (durable) for (const row of outcome.rows) rows.push(taskRow(row));
      for (const one of outcome.commands) commands.push(one);
    };
    note(first);
    for (let { unfinished } = first; unfinished && !over;) {
      await new Promise(setImmediate);
      const outcome = advance(null);
      note(outcome);
      ({ unfinished } = outcome);
    }
    if (over) return;
    if (durable) await write(rows, commands, arrival);
    failpoint('after_journal_before_act');
    if (!over) act(commands);
  };

  const write = async (
    rows: readonly JournalRow[],
    commands: readonly Command[],
    arrival: Arrival | null,
  ): Promise<void> => {
    const end = parking.end(endIn(commands));
    const also = beside.of(commands, since ?? state.startedAt);
    if (rows.length === 0 && ownRow === null && end === null && also === null && arrival === null) return;
    const sealed = await privacy.unsealed();
    const entry: Entry = {
      ...{ worker, spaceId, run: ownRow, rows },
      end: end === null ? null : rowsOf.end(end, state.now),
      facts: factsOf(commands, end),
      ...((also !== null || arrival !== null || sealed !== null) && {
        also: async (tx) => {
          if (sealed !== null) await keepSealed(tx, { spaceId, runId, sealed });
          // At its end all of them go.
          if (arrival !== null && end === null) await dropArrivals(tx, spaceId, [arrival]);
          await also?.(tx);
        },
      }),
    };
    ownRow = null;
    if (end !== null) failpoint('before_end');
    await journal.write(entry);
    onDisk = true;
    kept.resolve();
    if (arrival !== null) inHand.delete(arrival.place);
    if (also !== null && end === null) parts.heard();
  };

  const factsOf = (commands: readonly Command[], end: RunEnd | null): Fact[] => [
    ...(ownRow === null ? [] : lifecycle.started(state.now)),
    ...commands.flatMap((one) => (one.kind === 'emit' ? [factOf(one)] : [])),
    ...lifecycle.news(),
    ...(end === null ? [] : lifecycle.ended(end, state.now)),
    ...parkedFacts(end),
  ];

  const parkedFacts = (end: RunEnd | null): Fact[] =>
    end?.parked === undefined
      ? []
      : [
          parkedFact({
            ...{ runId, flow: program.document.name, mask: privacy.mask },
            parked: end.parked,
            at: state.now,
          }),
        ];

  const taskRow = (row: Outcome['rows'][number]): JournalRow =>
    rowsOf.row({ ...row, body: row.output, began: row.startedAt, at: row.endedAt });

  const eventRow = (event: RunEvent): JournalRow | null => {
    if (event.kind === 'start') return lifecycle.begun(event.at).map(rowsOf.row)[0] ?? null;
    const key = 'key' in event ? event.key : '';
    const known = open.get(key);
    if (event.kind === 'done') privacy.output(event.output, event.sensitive);
    if (event.kind === 'arrived') privacy.output(event.event);
    const place = known !== undefined && 'place' in known.command ? known.command.place : '';
    return rowsOf.row({
      ...{ kind: event.kind, key, place, at: event.at },
      began: known?.since ?? event.at,
      body: bodyOf(event),
    });
  };

  /** While it is being suspended: what came is kept, and what it leads to happens when the run goes on. */
  const noteOnly = async (event: RunEvent, arrival: Arrival | null): Promise<void> => {
    const rows = heldRows();
    const row = eventRow(event);
    if ('key' in event) open.delete(event.key);
    if (row !== null) await write([...rows, row], [], arrival);
  };

  const heldRows = (): JournalRow[] => lifecycle.held(state, now()).map(rowsOf.row);

  const act = (commands: readonly Command[]): void => {
    for (const command of commands) {
      if (command.kind === 'drop') drop(command.key);
      else if (command.kind === 'end') leave(parking.end(endIn([command])));
      else if (command.kind !== 'emit') begin(command);
    }
  };

  const begin = (command: Open): void => {
    open.set(command.key, { command, since: state.now });
    if (command.kind === 'listen') heard.listens(command.key);
    if (command.kind === 'timer') timers.set(command.key, command.at);
    else if (command.kind !== 'listen') carrier.begin(command);
  };

  const drop = (key: string): void => {
    open.delete(key);
    carrier.drop(key);
    timers.clear(key);
  };

  /** Nothing is under way but waiting. */
  const restIfIdle = (): void => {
    const waiting = [...open.values()].flatMap(({ command }) =>
      state.waiting.has(command.key) ? [command] : [],
    );
    const timed = timersAtRest(waiting, { now: now(), held: suspending });
    if (timed === null) return;
    over = true;
    timers.clearAll();
    const rest = async (tx: Tx): Promise<void> => {
      await waits.park(tx, { spaceId, runId, timers: timed });
      if (suspending) await suspendRun(tx, spaceId, runId);
    };
    const rows = suspending ? heldRows() : [];
    const entry = { worker, spaceId, run: null, rows, end: null, facts: lifecycle.news(), also: rest };
    failpoint('before_park');
    journal.write(entry).then(
      () => {
        failpoint('after_park');
        parts.left(null);
      },
      (error: unknown) => {
        if (!isHubError(error, 'lease_lost')) {
          parts.log.error('a run could not be parked; it is given back', { runId, error });
          parts.dropped();
        }
        parts.left(null);
      },
    );
  };

  const leave = (end: RunEnd | null): void => {
    over = true;
    events.length = 0;
    timers.clearAll();
    carrier.dropAll();
    open.clear();
    // With an end it is on disk. An error is not made for nothing: its stack costs as much as a task.
    if (durable && end === null)
      kept.reject(new HubError('shutting_down', 'The run was given up before it was on disk.'));
    else kept.resolve();
    parts.left(end);
  };

  /** What is wrong with its data ends the run; all else leaves it to whoever takes it up again. */
  const giveUp = (error: unknown): void => {
    if (isHubError(error, 'flow_faulted') || (onDisk && isRefused(error))) return void endFaulted(error);
    if (!isHubError(error, 'lease_lost')) {
      parts.log.error('a run could not be journaled; it is given back', { runId, error });
      parts.dropped();
    }
    kept.reject(error);
    leave(null);
  };

  const endFaulted = async (thrown: HubError): Promise<void> => {
    const { instance = '' } = thrown.details as { readonly instance?: string };
    const error = faultOf('runtime', { detail: thrown.message, instance });
    const end = parking.end<RunEnd>({ status: 'faulted', error });
    over = true;
    try {
      const row = rowsOf.end(end, now());
      const facts = [...lifecycle.ended(end, state.now), ...parkedFacts(end)];
      const entry = { worker, spaceId, run: ownRow, rows: [], end: row, facts, also: beside.atEnd };
      if (durable) await journal.write(entry);
      kept.resolve();
      leave(end);
    } catch (again) {
      parts.log.error('a run could not be ended; it is given back', { runId, error: again });
      parts.dropped();
      leave(null);
    }
  };

  /**
   * Rows in their order give the state that was lost. What they leave open is begun again under the same keys; what the
   * run did after its last event, and was not written any more, is written now.
   */
  const resume = async ({ input, startedAt, rows, arrivals, ...past }: Past): Promise<void> => {
    busy = true;
    onDisk = true;
    since = past.since;
    beside.waited();
    replaying = true;
    const made: Outcome['rows'][number][] = [];
    const wanted: Command[] = [];
    const replay = async (event: RunEvent): Promise<void> => {
      if (event.kind === 'arrived') heard.took(event.key, event.event);
      else if ('key' in event) {
        parking.told(event, open.get(event.key)?.command);
        open.delete(event.key);
      }
      for (let next: RunEvent | null = event; ; next = null) {
        const { rows: more, commands, unfinished } = advance(next);
        made.push(...more);
        for (const command of commands) {
          beside.replayed(command);
          if (command.kind === 'drop') open.delete(command.key);
          else if (command.kind === 'emit' || command.kind === 'end') wanted.push(command);
          else {
            if (command.kind === 'listen') heard.listens(command.key);
            open.set(command.key, { command, since: state.now });
          }
        }
        if (!unfinished) return;
        await new Promise(setImmediate);
      }
    };
    try {
      await replay({ kind: 'start', at: startedAt, input });
      const written = new Set<string>();
      for (const row of rows) {
        rowsOf.seen(row.seq);
        if (row.kind.startsWith('undone')) {
          redone.note(row);
          continue;
        }
        const event = eventOf(row);
        if (event === null) written.add(row.key);
        else await replay(event);
        lifecycle.replayed(row.kind, state);
      }
      const missing = made.filter(({ key }) => !written.has(key));
      const late = wanted.filter(
        (one) => one.kind === 'end' || (one.kind === 'emit' && !written.has(one.key)),
      );
      const again = [...open.values()]
        .filter(({ command }) => state.waiting.has(command.key))
        .map(({ command, since: from }) =>
          command.kind === 'timer' && past.rests.length > 0
            ? { ...command, at: dueAfterRests({ since: from, at: command.at }, past.rests) }
            : command,
        );
      open.clear();
      const listeners = again.filter(({ kind }) => kind === 'listen');
      // A run that was queued has written nothing yet, not even what it listens to.
      const fresh = rows.length === 0 && listeners.length > 0;
      const marks = lifecycle.goesOn(state, now(), rows.length).map(rowsOf.row);
      if (missing.length > 0 || late.length > 0 || fresh || marks.length > 0)
        await write([...marks, ...missing.map(taskRow)], [...late, ...listeners], null);
      replaying = false;
      // Nothing is begun again for a run that is to be cancelled.
      const cancelled = events.some(({ event }) => event.kind === 'cancel');
      if (!over) act(cancelled ? late : [...late, ...again]);
      const unwanted = arrivals.filter((one) => arrive(one) === 'unwanted');
      if (unwanted.length > 0 && !over) {
        const also = (tx: Tx): Promise<void> => dropArrivals(tx, spaceId, unwanted);
        await journal.write({ worker, spaceId, run: null, rows: [], end: null, facts: [], also });
      }
    } catch (error) {
      giveUp(error);
    } finally {
      busy = false;
    }
    if (events.length > 0) void drain();
    else if (!over) restIfIdle();
  };

  const arrive: LiveRun['arrive'] = (arrival) => {
    const { key, event, place } = arrival;
    if (over || replaying || suspending || inHand.has(place)) return 'kept';
    if (!heard.isNew(key, event) || !offer(state, key, event)) return 'unwanted';
    inHand.add(place);
    heard.took(key, event);
    feed({ kind: 'arrived', at: now(), key, event }, arrival);
    failpoint('after_arrival_before_journal');
    return 'kept';
  };

  return {
    runId,
    begin: (input, row) => {
      ownRow = row;
      feed({ kind: 'start', at: row?.startedAt ?? now(), input });
      return durable ? kept.promise : Promise.resolve();
    },
    resume: (past) => void resume(past),
    arrive,
    cancel: (reason) => {
      suspending = false;
      feed({ kind: 'cancel', at: now(), reason });
    },
    suspend: () => {
      // It is asked for until it is on disk.
      if (over) return;
      suspending = true;
      if (!busy) restIfIdle();
    },
    abandon: () => leave(null),
  };
};
