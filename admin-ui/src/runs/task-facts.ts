import type { JournalEntry, RunWait } from '../api/shapes.ts';
import { readKey } from './task-key.ts';

export type TaskState = 'done' | 'failed' | 'skipped' | 'stopped' | 'running' | 'waiting' | 'undone';

/** What is known of one task at one time round. */
export interface TaskFact {
  readonly key: string;
  readonly place: string;
  readonly state: TaskState;
  readonly began: number;
  /** Null: it is under way. */
  readonly ended: number | null;
  /** Why it failed. */
  readonly reason: string | null;
  /** What it waits for, or has waited for. */
  readonly wait: WaitFact | null;
}

export interface WaitFact {
  readonly kind: 'time' | 'event' | 'retry';
  readonly dueAt: string | null;
  readonly eventTypes: readonly string[];
}

/** The sentence of a failure as journals and problems hold it, or the reason that was given. */
export const reasonOf = (body: unknown): string | null => {
  if (typeof body !== 'object' || body === null) return null;
  const { detail, title, reason } = body as Record<string, unknown>;
  const said = [detail, title, reason].find((one) => typeof one === 'string' && one !== '');
  return typeof said === 'string' ? said : null;
};

const states: Readonly<Partial<Record<JournalEntry['kind'], TaskState>>> = {
  task: 'done',
  done: 'done',
  skipped: 'skipped',
  faulted: 'failed',
  failed: 'failed',
  undone: 'undone',
};

const factOf = (entry: JournalEntry): TaskFact | null => {
  const { timer, own } = readKey(entry.key);
  const about = { place: entry.place, began: Date.parse(entry.beganAt), ended: Date.parse(entry.at) };
  if (entry.kind === 'due') {
    if (timer === 'wait') return { ...about, key: own, state: 'done', reason: null, wait: waited('time') };
    if (timer === 'retry')
      return { ...about, key: entry.key, state: 'done', reason: null, wait: waited('retry') };
    return null;
  }
  if (entry.kind === 'arrived')
    return { ...about, key: own, state: 'waiting', ended: null, reason: null, wait: waited('event') };
  const state = states[entry.kind];
  if (state === undefined) return null;
  const reason = state === 'failed' ? reasonOf(entry.body) : null;
  return { ...about, key: own, state, reason, wait: null };
};

const waited = (kind: WaitFact['kind']): WaitFact => ({ kind, dueAt: null, eventTypes: [] });

const waitFacts = (waits: readonly RunWait[], since: number): TaskFact[] => {
  const byKey = Map.groupBy(waits, ({ key }) => key);
  return [...byKey].flatMap(([key, list]) => {
    const { timer, own } = readKey(key);
    // A limit is nothing that a task waits for.
    if (timer === 'timeout' || timer === 'attempt') return [];
    const eventTypes = list.flatMap(({ eventType }) => (eventType === null ? [] : [eventType]));
    const kind = timer === 'wait' ? 'time' : timer === 'retry' ? 'retry' : 'event';
    const wait: WaitFact = { kind, dueAt: list[0]?.dueAt ?? null, eventTypes };
    const name = timer === 'retry' ? key : own;
    return [
      { key: name, place: '', state: 'waiting', began: since, ended: null, reason: null, wait } as const,
    ];
  });
};

interface Known {
  readonly entries: readonly JournalEntry[];
  readonly waits: readonly RunWait[];
  /** What the hub has found out about each task, where that is known. */
  readonly tasks: readonly TaskFact[];
  readonly startedAt: number;
  /** Null: it is under way. */
  readonly endedAt: number | null;
}

/**
 * The tasks of a run in the order in which they are known to have begun. The journal tells what has ended, as it happens; what
 * the hub finds out by going through it tells the rest, a moment later.
 */
export const factsOf = ({ entries, waits, tasks, startedAt, endedAt }: Known): TaskFact[] => {
  const facts = new Map<string, TaskFact>();
  for (const task of tasks) facts.set(task.key, task);
  let last = startedAt;
  // Pauses between attempts have one key for all of them: each is a fact of its own.
  let pauses = 0;
  for (const entry of entries) {
    last = Math.max(last, Date.parse(entry.at));
    const fact = factOf(entry);
    if (fact === null) continue;
    const key = fact.wait?.kind === 'retry' ? `${fact.key}@${++pauses}` : fact.key;
    const before = facts.get(key);
    if (before !== undefined && !isNewer(fact, before)) continue;
    facts.set(key, {
      ...fact,
      key,
      began: Math.min(fact.began, before?.began ?? fact.began),
      place: fact.place === '' ? (before?.place ?? '') : fact.place,
      wait: fact.wait ?? before?.wait ?? null,
    });
  }
  for (const fact of waitFacts(waits, last)) {
    const before = facts.get(fact.key);
    facts.set(fact.key, { ...fact, began: before?.began ?? fact.began, place: before?.place ?? '' });
  }
  const all = [...facts.values()];
  if (endedAt === null) return all;
  // A run that is over has nothing under way.
  return all.map((fact) => (fact.ended === null ? { ...fact, state: 'stopped', ended: endedAt } : fact));
};

/** What has ended is known better than what has not; what was taken back says the least. */
const isNewer = (fact: TaskFact, before: TaskFact): boolean => {
  if (before.state === 'undone') return true;
  if (fact.state === 'undone') return false;
  return fact.ended !== null || before.ended === null;
};
