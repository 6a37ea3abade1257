import type { Behaviour, FrameOf, Machine } from '../machine.ts';
import type { FlowEvent, Wait } from '../messages.ts';
import type { Hearing } from '../program.ts';
import type { RunState, Wanted } from '../state.ts';
import { isTrue } from '../expression.ts';
import { goOnWith, nextOf, type Each } from './each.ts';
import { hears, isPattern, wantedOf } from './hearing.ts';

/**
 * Waits for events. It is over when nothing more is expected and everything that came was gone through: `frame.results` is
 * what the task gives then.
 */
export const listen: Behaviour<'listen'> = {
  begin: (frame, machine) => {
    const { hears: hearing } = frame.node;
    frame.expected = new Map();
    frame.heard = new Set();
    frame.wanted = hearing.filters.map((filter) => wantedOf(filter, frame, machine.run));
    machine.await(frame, frame.key);
    machine.commands.push({
      kind: 'listen',
      key: frame.key,
      place: frame.node.place,
      waits: waitsOf(frame.wanted, hearing),
    });
  },
  childDone: (frame, done, machine) => {
    const each = eachOf(frame, machine);
    if (each === null || goOnWith(frame, each, { done, machine })) return;
    endIfOver(frame, machine);
  },
};

const eachOf = (frame: FrameOf<'listen'>, machine: Machine): Each | null => {
  const { foreach } = frame.node;
  if (foreach === null) return null;
  return { foreach, after: () => isOver(frame) || checkUntil(frame, machine) };
};

/** By what the hub can find this listener when an event comes in. */
const waitsOf = (wanted: readonly Wanted[], hearing: Hearing): Wait[] => {
  const waits = wanted.map(({ attributes }): Wait => ({
    type: literal(attributes.get('type')),
    subject: literal(attributes.get('subject')),
  }));
  return hearing.every || hearing.untilEvery ? [{ type: null, subject: null }, ...waits] : waits;
};

const literal = (value: unknown): string | null =>
  typeof value === 'string' && !isPattern(value) ? value : null;

/** Would it take this event? The hub asks before it journals. */
export const wouldHear = (frame: FrameOf<'listen'>, event: FlowEvent, run: RunState): boolean =>
  !isOver(frame) && whichHears(frame, event, run) !== null;

/** Of no filter: every event counts, or every event is the end. */
const anyCounts = -1;
const anyEnds = -2;

interface Heard {
  readonly filter: number;
  /** What the first event sets for those after it. */
  readonly correlated: ReadonlyMap<string, unknown>;
}

/** What ends the listening goes first: it does not count, even where it would. */
const whichHears = (frame: FrameOf<'listen'>, event: FlowEvent, run: RunState): Heard | null => {
  const { hears: hearing } = frame.node;
  if (hearing.untilEvery) return { filter: anyEnds, correlated: nothing };
  const { filters, counted } = hearing;
  for (let turn = 0; turn < filters.length; turn += 1) {
    const at = (turn + counted) % filters.length;
    if (needsOneOfEach(hearing, at) && frame.heard?.has(at) === true) continue;
    const [filter, wanted] = [filters[at], frame.wanted?.[at]];
    if (filter === undefined || wanted === undefined) continue;
    const correlated = hears({ filter, wanted, expected: frame.expected }, event, { frame, run });
    if (correlated !== null) return { filter: at, correlated };
  }
  return hearing.every ? { filter: anyCounts, correlated: nothing } : null;
};

const nothing: ReadonlyMap<string, unknown> = new Map();

const needsOneOfEach = (hearing: Hearing, at: number): boolean =>
  at < hearing.counted ? hearing.kind === 'all' : hearing.untilKind === 'all';

export const arrived = (frame: FrameOf<'listen'>, event: FlowEvent, machine: Machine): void => {
  const { hears: hearing, read } = frame.node;
  if (isOver(frame)) return;
  const found = whichHears(frame, event, machine.run);
  if (found === null) return;
  frame.heard?.add(found.filter);
  for (const [name, value] of found.correlated) frame.expected?.set(name, value);
  const ends = found.filter >= hearing.counted || found.filter === anyEnds;
  if (ends) {
    const all = hearing.untilKind !== 'all' || allHeard(frame, hearing.counted, hearing.filters.length);
    if (all) stop(frame, machine);
  } else {
    take(frame, read === 'envelope' ? event : (event.data ?? null), machine);
  }
  const each = eachOf(frame, machine);
  if (frame.children.length > 0 || (each !== null && nextOf(frame, each, machine))) return;
  endIfOver(frame, machine);
};

const take = (frame: FrameOf<'listen'>, heard: unknown, machine: Machine): void => {
  const { hears: hearing, foreach } = frame.node;
  (foreach === null ? frame.results : frame.items).push(heard);
  const enough =
    hearing.kind === 'one' ||
    (hearing.kind === 'any' && hearing.once) ||
    (hearing.kind === 'all' && allHeard(frame, 0, hearing.counted));
  if (enough) stop(frame, machine);
  else if (foreach === null) checkUntil(frame, machine);
};

const allHeard = (frame: FrameOf<'listen'>, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if (frame.heard?.has(at) !== true) return false;
  return true;
};

const checkUntil = (frame: FrameOf<'listen'>, machine: Machine): void => {
  const { until } = frame.node.hears;
  if (until !== null && isTrue(until(frame.results, frame, machine.run))) stop(frame, machine);
};

/** Nothing more is expected. */
const stop = (frame: FrameOf<'listen'>, machine: Machine): void => machine.forget(frame, frame.key);

const isOver = (frame: FrameOf<'listen'>): boolean => !frame.waits.includes(frame.key);

const endIfOver = (frame: FrameOf<'listen'>, machine: Machine): void => {
  if (isOver(frame)) machine.finish(frame, frame.results);
};
