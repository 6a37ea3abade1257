import { compileFlow } from '../../flows/engine/compile.ts';
import type { LookUp } from '../../flows/document/elsewhere.ts';
import { readFlow } from '../../flows/document/read-flow.ts';
import type { Fault } from '../../flows/engine/fault.ts';
import type { Command, Failure, FlowEvent, Row, RunEvent } from '../../flows/engine/messages.ts';
import type { Program } from '../../flows/engine/program.ts';
import { newRun, type RunState } from '../../flows/engine/state.ts';
import { offer, step, type StepLimits } from '../../flows/engine/step.ts';
import { flowText } from './flow-documents.ts';

/** A flow through the engine alone: the outside is what the test answers, and the clock goes on when it is told to. */

export type Work = Extract<Command, { kind: 'call' | 'run' }>;

export interface Answer {
  readonly output?: unknown;
  readonly failure?: Failure;
  readonly authorization?: unknown;
}

export interface DriveOptions {
  readonly input?: unknown;
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly limits?: StepLimits;
  /** Undefined leaves it open. Without it calls are not answered. */
  readonly answer?: (work: Work) => Answer | undefined;
  /** Timers wait for `advance`; otherwise the earliest is due when nothing else can be done. */
  readonly heldTimers?: boolean;
}

export const startOfTime = Date.UTC(2026, 0, 1);

/** A text without its head, which reads and compiles without a problem. */
export const compiled = async (rest: string): Promise<Program> => programOf(flowText(rest));

export const programOf = async (text: string, lookUp?: LookUp): Promise<Program> => {
  const { document, problems } = await readFlow(text, lookUp);
  if (document === null || problems.length > 0) throw new Error(JSON.stringify(problems, null, 1));
  const compiled = compileFlow(document);
  if (compiled.program === null) throw new Error(JSON.stringify(compiled.problems, null, 1));
  return compiled.program;
};

/** Where the expressions of a text are wrong: `path message`. */
export const compileProblems = async (rest: string): Promise<string[]> => {
  const { document, problems } = await readFlow(flowText(rest));
  if (document === null || problems.length > 0) throw new Error(JSON.stringify(problems, null, 1));
  return compileFlow(document).problems.map(({ path, message }) => `${path} ${message}`);
};

export interface Driven {
  readonly run: RunState;
  readonly status: RunState['status'];
  readonly output: unknown;
  readonly error: Fault | null;
  readonly rows: readonly Row[];
  readonly commands: readonly Command[];
  /** Milliseconds since the beginning. */
  readonly elapsed: number;
  readonly emitted: readonly FlowEvent[];
  readonly works: readonly Work[];
  /** What is under way outside, by key. */
  readonly open: readonly string[];
  /** Whether a listener would take it. */
  send(event: Partial<FlowEvent>): boolean;
  done(key: string, output?: unknown): void;
  fail(key: string, failure: Failure): void;
  /** All timers up to then, in their order. */
  advance(ms: number): void;
  cancel(): void;
}

export const drive = async (rest: string, options: DriveOptions = {}): Promise<Driven> =>
  driveProgram(await compiled(rest), options);

export const driveProgram = (program: Program, options: DriveOptions = {}): Driven => {
  const { secrets = {}, variables = {}, limits = {}, answer } = options;
  const run = newRun({ id: 'run_1', secrets, variables });
  const open = new Map<string, Command>();
  const commands: Command[] = [];
  const rows: Row[] = [];
  const fed: RunEvent[] = [];
  const unanswered: Work[] = [];
  let now = startOfTime;
  let sent = 0;
  let end: Extract<Command, { kind: 'end' }> | null = null;

  const feed = (event: RunEvent): void => {
    fed.push(event);
    for (let next: RunEvent | null = event; ; next = null) {
      const outcome = step({ ...limits, program }, run, next);
      rows.push(...outcome.rows);
      for (const command of outcome.commands) take(command);
      if (!outcome.unfinished) return;
    }
  };
  const take = (command: Command): void => {
    commands.push(command);
    if (command.kind === 'end') end = command;
    else if (command.kind === 'drop') {
      if (!open.delete(command.key)) throw new Error(`Nothing is open under ${command.key} to be dropped.`);
    } else if (command.kind !== 'emit') {
      if (open.has(command.key)) throw new Error(`Two things are open under ${command.key}.`);
      open.set(command.key, command);
      if (command.kind === 'call' || command.kind === 'run') unanswered.push(command);
    }
  };
  const close = (key: string): void => {
    if (!open.delete(key)) throw new Error(`${key} is not open. Open: ${[...open.keys()].join(', ')}`);
  };

  const answerAll = (): void => {
    for (let work = unanswered.shift(); work !== undefined; work = unanswered.shift()) {
      const { key } = work;
      if (answer === undefined || open.get(key) !== work) continue;
      const given = answer(work);
      if (given === undefined) continue;
      close(key);
      const { failure, output = null, authorization } = given;
      if (failure !== undefined) feed({ kind: 'failed', at: now, key, failure });
      else feed({ kind: 'done', at: now, key, output, authorization });
    }
  };
  const earliest = (): Extract<Command, { kind: 'timer' }> | undefined =>
    [...open.values()].filter((one) => one.kind === 'timer').toSorted((one, other) => one.at - other.at)[0];
  const fire = (upTo: number): boolean => {
    const timer = earliest();
    if (timer === undefined || timer.at > upTo) return false;
    now = Math.max(now, timer.at);
    close(timer.key);
    feed({ kind: 'due', at: now, key: timer.key });
    return true;
  };
  const settle = (): void => {
    do answerAll();
    while (options.heldTimers !== true && !onlyListens() && fire(Infinity));
    if (end !== null) checkEnd();
  };
  /** Where somebody is listened for, time stands until the test says otherwise. */
  const onlyListens = (): boolean => [...open.values()].some(({ kind }) => kind === 'listen');
  const checkEnd = (): void => {
    const left = [...run.waiting.keys(), ...open.keys()];
    if (left.length > 0) throw new Error(`The run is over, and these are left: ${left.join(', ')}`);
    if (run.todo.length > 0) throw new Error('The run is over, and there is something left to do.');
    checkReplay({ program, secrets, variables, limits }, fed, { rows, commands });
  };

  feed({ kind: 'start', at: now, input: options.input ?? {} });
  settle();
  return {
    run,
    rows,
    commands,
    get status() {
      return run.status;
    },
    get output() {
      return end?.status === 'completed' ? end.output : undefined;
    },
    get error() {
      return end?.status === 'faulted' ? end.error : null;
    },
    get elapsed() {
      return now - startOfTime;
    },
    get emitted() {
      return commands.flatMap((one) => (one.kind === 'emit' ? [one.event] : []));
    },
    get works() {
      return commands.filter((one) => one.kind === 'call' || one.kind === 'run');
    },
    get open() {
      return [...open.keys()];
    },
    send: (given) => {
      sent += 1;
      const event: FlowEvent = {
        ...{ specversion: '1.0', id: `event_${sent}`, source: '/test', type: 'test' },
        ...given,
      };
      const takers = [...open.keys()].filter((key) => offer(run, key, event));
      for (const key of takers) feed({ kind: 'arrived', at: now, key, event });
      settle();
      for (const [key, command] of open) {
        if (command.kind === 'listen' && !run.waiting.has(key)) open.delete(key);
      }
      return takers.length > 0;
    },
    done: (key, output = null) => {
      close(key);
      feed({ kind: 'done', at: now, key, output });
      settle();
    },
    fail: (key, failure) => {
      close(key);
      feed({ kind: 'failed', at: now, key, failure });
      settle();
    },
    advance: (ms) => {
      const until = now + ms;
      do answerAll();
      while (fire(until));
      now = until;
      settle();
    },
    cancel: () => {
      feed({ kind: 'cancel', at: now, reason: 'enough' });
      settle();
    },
  };
};

interface Replaying {
  readonly program: Program;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly limits: StepLimits;
}

/** What a run did must come out again when its events are told once more, whatever the slices. */
const checkReplay = (
  { program, secrets, variables, limits }: Replaying,
  events: readonly RunEvent[],
  before: { readonly rows: readonly Row[]; readonly commands: readonly Command[] },
): void => {
  const run = newRun({ id: 'run_1', secrets, variables });
  const again: { rows: Row[]; commands: Command[] } = { rows: [], commands: [] };
  for (const event of events) {
    for (let next: RunEvent | null = event; ; next = null) {
      const outcome = step({ ...limits, program, slice: 3 }, run, next);
      again.rows.push(...outcome.rows);
      again.commands.push(...outcome.commands);
      if (!outcome.unfinished) break;
    }
  }
  const [one, other] = [before, again].map((all) => JSON.stringify(all));
  if (one !== other) throw new Error(`Told again, the run went another way:\n${one}\n${other}`);
};
