import { fail, stopChildren } from './fail.ts';
import type { Machine } from './machine.ts';
import type { Observer } from './observer.ts';
import type { Program } from './program.ts';
import { newFrame, type RunState } from './state.ts';

/** What the kinds of tasks act by, for the length of one step. */
export const openMachine = (program: Program, run: RunState, observe: Observer | undefined): Machine => {
  const machine: Machine = {
    program,
    run,
    rows: [],
    commands: [],
    observe,
    enter: (node, parent, { key, effect, scope, raw }) => {
      const frame = newFrame({ node, parent, key, effect, scope, raw, now: run.now });
      parent.children.push(frame);
      run.todo.push({ kind: 'enter', frame });
    },
    finish: (frame, output, direction = frame.node.then) => {
      run.todo.push({ kind: 'finish', frame, output, direction });
    },
    fail: (frame, fault) => fail(machine, frame, fault),
    await: (frame, key) => {
      run.waiting.set(key, frame);
      frame.waits.push(key);
    },
    timer: (frame, key, after) => {
      machine.await(frame, key);
      machine.commands.push({ kind: 'timer', key, at: run.now + after });
    },
    forget: (frame, key) => {
      const at = frame.waits.indexOf(key);
      if (at < 0) return;
      frame.waits.splice(at, 1);
      run.waiting.delete(key);
      machine.commands.push({ kind: 'drop', key });
    },
    stopChildren: (frame) => stopChildren(machine, frame),
  };
  return machine;
};
