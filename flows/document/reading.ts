import type { ErrorPlan, ExtensionPlan, RetryPlan, Duration, Task } from './model.ts';
import type { Elsewhere, Wanted } from './elsewhere.ts';
import type { Finding, Report } from './report.ts';

/** Where something stands in the document, and what stands there. */
export interface Spot {
  readonly path: string;
  readonly value: unknown;
}

/** Looks at a spot, tells what is wrong with it, and gives what the model has there; anything, when something is wrong. */
export type Reader<T> = (spot: Spot, reading: Reading) => T;

/** What the parts of a reader share. They call each other through it, since a task holds tasks. */
export interface Reading {
  readonly report: Report;
  /** What the document declares for use by name. */
  readonly used: Used;
  /** Those that apply to the tasks that are read now: tasks of extensions are not extended themselves. */
  readonly extensions: readonly Extension[];
  /** Tasks one after the other. */
  tasks(spot: Spot): readonly Task[];
  /** Tasks side by side: none can send the run to another. */
  branches(spot: Spot): readonly Task[];
  /** A function of the document by its name, as a task. */
  functionNamed(name: string, caller: Spot): Task;
  /** What stands at other addresses. */
  readonly elsewhere: Elsewhere;
  functionElsewhere(wanted: Wanted, caller: Spot): Task;
  /** Counts tasks, those of functions and extensions wherever they are used. */
  count(tasks: number, at: Spot): void;
  /** How many have been counted. */
  spent(): number;
}

export interface Used {
  readonly retries: ReadonlyMap<string, RetryPlan>;
  readonly timeouts: ReadonlyMap<string, Duration>;
  readonly errors: ReadonlyMap<string, ErrorPlan>;
  readonly authentications: ReadonlyMap<string, unknown>;
  readonly functions: ReadonlyMap<string, Spot>;
  readonly secrets: ReadonlySet<string>;
  /** Their endpoints. */
  readonly catalogs: ReadonlyMap<string, unknown>;
}

export interface Extension {
  /** A kind of task, `composite` or `all`. */
  readonly extend: string;
  readonly plan: ExtensionPlan;
  /** How many tasks it adds to each that it extends. */
  readonly tasks: number;
}

export const complain = (
  { path }: Spot,
  { report }: Reading,
  finding: string | Omit<Finding, 'path'>,
): void => {
  report.add(typeof finding === 'string' ? { path, message: finding } : { path, ...finding });
};
