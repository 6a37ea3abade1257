import { readKey, stepId, type KeyStep } from './task-key.ts';
import type { TaskFact, TaskState } from './task-facts.ts';

/** A row of the timeline: a task, or what holds several of them. */
export interface TimelineNode {
  readonly id: string;
  readonly step: KeyStep;
  readonly depth: number;
  /** Of the task itself; null where only tasks inside of it are known. */
  readonly fact: TaskFact | null;
  readonly state: TaskState;
  readonly began: number;
  readonly ended: number | null;
  readonly children: readonly TimelineNode[];
  /** How many tasks are in it. */
  readonly size: number;
  /** Something in it failed. */
  readonly troubled: boolean;
}

interface Branch {
  readonly id: string;
  readonly step: KeyStep;
  fact: TaskFact | null;
  readonly children: Map<string, Branch>;
}

const branch = (id: string, step: KeyStep): Branch => ({ id, step, fact: null, children: new Map() });

const under = (parent: Branch, step: KeyStep): Branch => {
  const name = stepId(step);
  const found = parent.children.get(name) ?? branch(parent.id + name, step);
  parent.children.set(name, found);
  return found;
};

/** Between attempts there are pauses, named by the timer. */
const pathOf = (key: string): readonly KeyStep[] => {
  const [, own = key, pause] = /^(.*):retry@(\d+)$/s.exec(key) ?? [];
  const { steps } = readKey(own);
  return pause === undefined ? steps : [...steps, { kind: 'task', name: ':retry', round: Number(pause) }];
};

/**
 * Tasks nested as their keys say, iterations and attempts each as one row that holds theirs. `failedAt` is the task that the
 * whole run failed at: what it stands in has failed with it.
 */
export const timelineOf = (facts: readonly TaskFact[], failedAt: string | null): TimelineNode[] => {
  const root = branch('', { kind: 'task', name: '', round: 0 });
  for (const fact of facts) {
    const steps = pathOf(fact.key);
    if (steps.length === 0) continue;
    let at = root;
    for (const step of steps) at = under(at, step);
    at.fact = fact;
  }
  const culprit = facts.findLast(({ state, place }) => state === 'failed' && place === failedAt)?.key ?? null;
  return nodesIn(root, { depth: 0, culprit });
};

interface Context {
  readonly depth: number;
  readonly culprit: string | null;
}

const nodesIn = (parent: Branch, context: Context): TimelineNode[] => {
  const nodes = [...firstAttempt(parent).children.values()].map((child) => nodeOf(child, context));
  return nodes.toSorted((one, other) => one.began - other.began);
};

/** The first attempt has no mark in its keys: where there was a second one it gets a row as well. */
const firstAttempt = (parent: Branch): Branch => {
  const children = [...parent.children.values()];
  if (!children.some(({ step }) => step.kind === 'attempt')) return parent;
  const first = branch(`${parent.id}!0`, { kind: 'attempt', number: 0 });
  const copy = branch(parent.id, parent.step);
  copy.children.set('!0', first);
  for (const child of children) {
    const { step } = child;
    const own = step.kind === 'task' && step.name !== 'catch' && step.name !== ':retry';
    (own ? first : copy).children.set(stepId(step), child);
  }
  return copy;
};

const nodeOf = (from: Branch, { depth, culprit }: Context): TimelineNode => {
  const { id, step, fact } = from;
  const children = nodesIn(from, { depth: depth + 1, culprit });
  const inside = culprit !== null && fact?.key !== culprit && culpritIn(from, culprit);
  const began = Math.min(fact?.began ?? Infinity, ...children.map((child) => child.began));
  const open = children.some((child) => child.ended === null);
  const ended =
    fact !== null ? fact.ended : open ? null : Math.max(...children.map((child) => child.ended ?? 0));
  const own = fact === null || (fact.state === 'running' && children.length > 0) ? null : fact.state;
  const state = own ?? (inside ? 'failed' : stateOf(from.step, children, fact?.state ?? 'done'));
  return {
    ...{ id, step, depth, fact, children, began, ended, state },
    size: children.length === 0 ? 1 : children.reduce((sum, child) => sum + child.size, 0),
    troubled: state === 'failed' || children.some((child) => child.troubled),
  };
};

const culpritIn = (from: Branch, key: string): boolean =>
  [...from.children.values()].some((child) => child.fact?.key === key || culpritIn(child, key));

/** Of what holds tasks, where it is not known itself. An attempt is over when something in it fails. */
const stateOf = (step: KeyStep, children: readonly TimelineNode[], otherwise: TaskState): TaskState => {
  for (const state of ['running', 'waiting', 'stopped'] as const)
    if (children.some((child) => child.state === state)) return state;
  if (step.kind === 'attempt' && children.some((child) => child.state === 'failed')) return 'failed';
  return children.length > 0 && children.every((child) => child.state === 'undone') ? 'undone' : otherwise;
};

/** More than this in one place is folded until somebody wants to see it. */
const most = 12;

/** Whether a row starts open: what failed or is under way always does. */
export const startsOpen = (node: TimelineNode): boolean => {
  if (node.state === 'failed' || node.ended === null) return true;
  if (node.step.kind === 'iteration') return node.troubled;
  return node.children.length <= most;
};

/** The rows that are shown, in the order of a table. */
export const shownRows = (
  nodes: readonly TimelineNode[],
  isOpen: (node: TimelineNode) => boolean,
): TimelineNode[] =>
  nodes.flatMap((node) => [
    node,
    ...(node.children.length > 0 && isOpen(node) ? shownRows(node.children, isOpen) : []),
  ]);
