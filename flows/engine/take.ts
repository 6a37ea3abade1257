import { behaviourOf } from './behaviours.ts';
import { fail, pass, stopChildren, stopFrame } from './fail.ts';
import { faultOf, faultOfThrown } from './fault.ts';
import { arrived } from './kinds/listen.ts';
import type { FrameOf, Machine } from './machine.ts';
import type { RunEvent } from './messages.ts';
import { newFrame, type Frame } from './state.ts';

/** What an event from outside does to the run, before the run goes on by itself. */
export const take = (machine: Machine, event: RunEvent): void => {
  if (event.kind === 'start') return start(machine, event.input);
  if (event.kind === 'cancel') return cancel(machine, event.reason);
  const frame = machine.run.waiting.get(event.key);
  // What comes for a task that is over, or was lost to another branch, changes nothing any more.
  if (frame === undefined || (event.kind === 'arrived') !== listensAt(frame, event.key)) return;
  try {
    reach(machine, frame, event);
  } catch (thrown) {
    fail(machine, frame, faultOfThrown(thrown, frame.node.place));
  }
};

/** The key of a listener is for events, and so are no others. */
const listensAt = (frame: Frame, key: string): frame is FrameOf<'listen'> =>
  frame.node.kind === 'listen' && frame.key === key;

const reach = (
  machine: Machine,
  frame: Frame,
  event: Exclude<RunEvent, { kind: 'start' | 'cancel' }>,
): void => {
  if (event.kind === 'arrived') return arrived(frame as FrameOf<'listen'>, event.event, machine);
  settle(machine, frame, event.key);
  if (event.kind === 'due') return due(machine, frame, event.key);
  if (event.kind === 'done') {
    frame.authorization = event.authorization ?? null;
    return behaviourOf(frame.node).answered?.(frame, event.output, machine);
  }
  const { kind, ...parts } = event.failure;
  pass(machine, frame, faultOf(kind, { ...parts, instance: frame.node.place }));
};

/** It is awaited no longer, since it came. */
const settle = ({ run }: Machine, frame: Frame, key: string): void => {
  run.waiting.delete(key);
  frame.waits.splice(frame.waits.indexOf(key), 1);
};

const due = (machine: Machine, frame: Frame, key: string): void => {
  const attempt = key.endsWith(':attempt');
  if (!attempt && !key.endsWith(':timeout')) return behaviourOf(frame.node).due?.(frame, machine);
  const { name, place } = frame.node;
  const detail = attempt
    ? `An attempt of "${name}" took longer than its limit.`
    : `"${name}" took longer than its timeout.`;
  const fault = faultOf('timeout', { detail, instance: place });
  if (!attempt) return fail(machine, frame, fault);
  // What failed is the list inside, which the try itself may catch.
  stopChildren(machine, frame);
  if (behaviourOf(frame.node).childFailed?.(frame, fault, machine) !== true) fail(machine, frame, fault);
};

const start = ({ run, program }: Machine, input: unknown): void => {
  run.startedAt = run.now;
  run.input = input;
  run.ahead = program.trial?.from ?? null;
  run.root = newFrame({
    node: program.root,
    parent: null,
    key: '',
    effect: '',
    scope: null,
    raw: input,
    now: run.now,
  });
  run.todo.push({ kind: 'enter', frame: run.root });
};

const cancel = (machine: Machine, reason: string): void => {
  const { run, commands } = machine;
  if (run.root !== null) stopFrame(machine, run.root);
  run.status = 'cancelled';
  commands.push({ kind: 'end', status: 'cancelled', reason });
};
