import type { Command, FlowEvent, Outcome, Row, RunEvent } from '../../flows/engine/messages.ts';
import type { Program } from '../../flows/engine/program.ts';
import { newRun, type RunState } from '../../flows/engine/state.ts';
import { offer, step, type StepLimits } from '../../flows/engine/step.ts';

/** What one event did to a run, all of its slices together. */
export type Done = Pick<Outcome, 'rows' | 'commands'>;

export const limits: StepLimits = { tasks: 120 };

/** One event into the run, until it has nothing more to do by itself. */
export const tell = (parts: {
  readonly program: Program;
  readonly run: RunState;
  readonly event: RunEvent;
  readonly slice?: number;
}): Done => {
  const { program, run, event, slice = 1_000 } = parts;
  const rows: Row[] = [];
  const commands: Command[] = [];
  for (let next: RunEvent | null = event; ; next = null) {
    const outcome = step({ ...limits, program, slice }, run, next);
    rows.push(...outcome.rows);
    commands.push(...outcome.commands);
    if (!outcome.unfinished) return { rows, commands };
  }
};

export const freshRun = (): RunState => newRun({ id: 'run_of_chance' });

export interface ToldRun {
  readonly run: RunState;
  readonly events: readonly RunEvent[];
  /** Of each event what it did. */
  readonly did: readonly Done[];
  /** What is under way outside in the end. */
  readonly open: ReadonlyMap<string, Command>;
}

/** Goes through a run with whatever the numbers choose to happen outside: answers, failures, timers, events, a cancel. */
export const tellByChance = (program: Program, choices: readonly number[]): ToldRun => {
  const run = freshRun();
  const open = new Map<string, Command>();
  const gone: Command[] = [];
  const events: RunEvent[] = [];
  const did: Done[] = [];
  let now = 1_800_000_000_000;

  const feed = (event: RunEvent): void => {
    const done = tell({ program, run, event });
    // As the journal has it: what is told again has been JSON in between.
    events.push(JSON.parse(JSON.stringify(event)) as RunEvent);
    did.push(done);
    for (const command of done.commands) {
      if (command.kind === 'drop') {
        const dropped = open.get(command.key);
        if (dropped === undefined) throw new Error(`Nothing is open under ${command.key} to be dropped.`);
        gone.push(dropped);
        open.delete(command.key);
      } else if (command.kind !== 'emit' && command.kind !== 'end') {
        if (open.has(command.key)) throw new Error(`Two things are open under ${command.key}.`);
        open.set(command.key, command);
      }
    }
  };
  const close = (key: string): string => {
    open.delete(key);
    return key;
  };

  feed({ kind: 'start', at: now, input: { n: 0 } });
  for (const choice of choices) {
    if (run.status !== 'running') break;
    now += choice % 400;
    const waiting = [...open.values()];
    const chosen = waiting[choice % Math.max(1, waiting.length)];
    if (choice % 97 === 0) feed({ kind: 'cancel', at: now, reason: 'enough' });
    else if (choice % 13 === 0 && gone.length > 0) late(gone[choice % gone.length]);
    else if (chosen !== undefined) happen(chosen, choice);
  }
  return { run, events, did, open };

  /** What nobody waits for any more comes all the same. */
  function late(command: Command | undefined): void {
    if (command !== undefined && 'key' in command && !open.has(command.key))
      feed({ kind: 'done', at: now, key: command.key, output: { n: 9 } });
  }

  function happen(command: Command, choice: number): void {
    if (command.kind === 'timer') {
      now = Math.max(now, command.at);
      feed({ kind: 'due', at: now, key: close(command.key) });
    } else if (command.kind === 'listen') {
      const event = eventOf(choice);
      if (offer(run, command.key, event)) feed({ kind: 'arrived', at: now, key: command.key, event });
    } else if (command.kind === 'call' || command.kind === 'run') {
      const key = close(command.key);
      if (choice % 3 === 0) {
        const status = choice % 2 === 0 ? 503 : 400;
        feed({ kind: 'failed', at: now, key, failure: { kind: 'communication', detail: 'No.', status } });
      } else feed({ kind: 'done', at: now, key, output: outputs[choice % outputs.length] });
    }
  }
};

const outputs = [{ n: 1 }, { n: 2, more: ['x'] }, null, 7, 'text', []];
const types = ['x.happened', 'y.happened', 'z.happened'];

const eventOf = (choice: number): FlowEvent => ({
  specversion: '1.0',
  id: `event-${choice}`,
  source: '/chance',
  type: types[choice % types.length] ?? '',
  data: { n: choice % 4 },
});
