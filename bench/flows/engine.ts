import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { readFlow } from '../../flows/document/read-flow.ts';
import { compileFlow } from '../../flows/engine/compile.ts';
import type { Program } from '../../flows/engine/program.ts';
import { newRun } from '../../flows/engine/state.ts';
import { step } from '../../flows/engine/step.ts';

/**
 * `node bench/flows/engine.ts [part of a name]`: the engine alone, in one process, with calls answered at once. Every figure
 * is the best of five rounds.
 */

const head = `document: { dsl: '1.0.3', namespace: bench, name: engine, version: 1.0.0 }\n`;
const turns = 1_000;
const loop = (tasks: string): string =>
  `${head}do: [{ l: { for: { in: '[range(${turns})]' }, do: [${tasks}] } }]`;
const branches = Array.from({ length: 100 }, (_, at) => `{ b${at}: { wait: PT1S } }`).join(', ');

interface Work {
  readonly name: string;
  readonly text: string;
  readonly input: unknown;
  /** Tasks of a run, without the flow itself. */
  readonly tasks: number;
  /** Microseconds for each task or, for `run`, for each run. */
  readonly goal?: number;
  readonly per?: 'run';
}

const contact = {
  contact: { id: 'c-1', firstName: 'Ada', lastName: 'Lovelace', phone: '+49 30 1234' },
  message: { text: 'Where is my order?' },
  channel: 'whatsapp',
  meta: { priority: 3 },
  conversation: { id: 'v-1' },
};

const shared = await readFile(join(import.meta.dirname, 'workload.yaml'), 'utf8');
const works: readonly Work[] = [
  { name: 'map, call, answer', text: shared, input: contact, tasks: 3, goal: 12, per: 'run' },
  { name: 'set', text: loop(`{ s: { set: { n: '\${ .n + 1 }' } } }`), input: { n: 0 }, tasks: turns + 1 },
  {
    name: 'set with $item and $context',
    text: loop(`{ s: { set: { n: '\${ $item }' }, export: { as: '{ n: $output.n }' } } }`),
    input: {},
    tasks: turns + 1,
  },
  {
    name: 'switch',
    text: loop(`{ s: { switch: [{ a: { when: '$item < 0', then: exit } }, { b: { then: continue } }] } }`),
    input: {},
    tasks: turns + 1,
  },
  {
    name: 'do, if and input.from',
    text: loop(`{ d: { do: [{ s: { if: .n, input: { from: '{ n }' }, set: '\${ . }' } }] } }`),
    input: { n: 1 },
    tasks: 2 * turns + 1,
  },
  {
    name: 'try that catches',
    text: loop(
      `{ t: { try: [{ s: { set: '\${ . }' } }, { r: { raise: { error: { type: 'https://a.example', status: 1 } } } }], catch: {} } }`,
    ),
    input: {},
    tasks: 3 * turns + 1,
  },
  {
    name: 'fork of 100 that wait',
    text: `${head}do: [{ f: { fork: { branches: [${branches}] } } }]`,
    input: {},
    tasks: 101,
  },
];

const programOf = async (text: string): Promise<Program> => {
  const { document, problems } = await readFlow(text);
  const program = document === null ? null : compileFlow(document).program;
  if (program === null) throw new Error(JSON.stringify(problems));
  return program;
};

/** One run from beginning to end: what is asked of the outside is answered with what it was given. */
const runOnce = (program: Program, input: unknown): void => {
  const run = newRun({ id: 'run_0' });
  const open = new Map<string, unknown>();
  let at = 1_700_000_000_000;
  let outcome = step({ program }, run, { kind: 'start', at, input });
  for (;;) {
    for (const command of outcome.commands) {
      if (command.kind === 'call') open.set(command.key, command.with['body']);
      else if (command.kind === 'timer') open.set(command.key, undefined);
    }
    if (outcome.unfinished) {
      outcome = step({ program }, run, null);
      continue;
    }
    const [next] = open;
    if (next === undefined) break;
    const [key, output] = next;
    open.delete(key);
    at += 1;
    outcome = step(
      { program },
      run,
      output === undefined ? { kind: 'due', at, key } : { kind: 'done', at, key, output },
    );
  }
  if (run.status !== 'completed') throw new Error(`The run is ${run.status}.`);
};

const round = (act: () => void, milliseconds: number): number => {
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < milliseconds; count += 1) act();
  return ((performance.now() - start) * 1000) / count;
};

const whole = new Intl.NumberFormat('en');
let missed = 0;
for (const { name, text, input, tasks, goal, per } of works) {
  if (!name.includes(process.argv[2] ?? '')) continue;
  const program = await programOf(text);
  const act = (): void => runOnce(program, input);
  round(act, 400);
  const perRun = Math.min(...Array.from({ length: 5 }, () => round(act, 300)));
  const figure = per === 'run' ? perRun : perRun / tasks;
  if (goal !== undefined && figure > goal) missed += 1;
  const rate = whole.format(Math.round((tasks * 1e6) / perRun)).padStart(10);
  const aim = goal === undefined ? '' : `, goal ${goal}`;
  console.log(`${rate} tasks/s  ${figure.toFixed(2).padStart(6)} µs a ${per ?? 'task'}${aim}  ${name}`);
}
console.log(
  `load ${loadavg()
    .map((one) => one.toFixed(2))
    .join(' ')}`,
);
process.exitCode = missed === 0 ? 0 : 1;
