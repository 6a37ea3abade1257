import type { Fault } from './fault.ts';
import type { Command, Row } from './messages.ts';
import type { Observer } from './observer.ts';
import type { Direction, Node, Program } from './program.ts';
import type { Frame, RunState, Scope } from './state.ts';

/** What the kinds of tasks may do to the run they are part of. Nothing happens at once: work is queued, so that no flow is too deep. */
export interface Machine {
  readonly program: Program;
  readonly run: RunState;
  readonly rows: Row[];
  readonly commands: Command[];
  readonly observe: Observer | undefined;
  /** Begins a task inside of another. */
  enter(node: Node, parent: Frame, parts: Entry): void;
  /** The task has its output, and leads there; without a direction it goes where its `then` says. */
  finish(frame: Frame, output: unknown, direction?: Direction): void;
  /** It failed by itself. */
  fail(frame: Frame, fault: Fault): void;
  /** From now on something outside is awaited: its answer comes as an event with this key. */
  await(frame: Frame, key: string): void;
  /** Awaits a timer that is due after so many milliseconds. */
  timer(frame: Frame, key: string, after: number): void;
  /** What was awaited under this key is wanted no more. */
  forget(frame: Frame, key: string): void;
  /** All that runs inside of the frame is over, whatever it was doing. */
  stopChildren(frame: Frame): void;
}

export interface Entry {
  /** Ends of the keys: what tells this activation from others of the same parent. */
  readonly key: string;
  readonly effect: string;
  readonly scope: Scope | null;
  readonly raw: unknown;
}

/** How one kind of task behaves. */
export interface Behaviour<Kind extends Node['kind'] = Node['kind']> {
  begin(frame: FrameOf<Kind>, machine: Machine): void;
  /** A task inside of it is done. */
  childDone?(frame: FrameOf<Kind>, done: ChildDone, machine: Machine): void;
  /** A task inside of it failed: true when that is dealt with. */
  childFailed?(frame: FrameOf<Kind>, fault: Fault, machine: Machine): boolean;
  /** What it asked for outside is there. */
  answered?(frame: FrameOf<Kind>, output: unknown, machine: Machine): void;
  /** The timer that it set is due. */
  due?(frame: FrameOf<Kind>, machine: Machine): void;
}

export interface ChildDone {
  readonly child: Frame;
  readonly output: unknown;
  readonly direction: Direction;
}

export type FrameOf<Kind extends Node['kind']> = Frame & { readonly node: Extract<Node, { kind: Kind }> };
