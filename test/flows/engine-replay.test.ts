// slow: runs hundreds of random flows
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFlow } from '../../flows/document/read-flow.ts';
import { compileFlow } from '../../flows/engine/compile.ts';
import type { Command, Row } from '../../flows/engine/messages.ts';
import type { Program } from '../../flows/engine/program.ts';
import { flowTexts } from '../setup/random-flows.ts';
import { freshRun, tell, tellByChance, type ToldRun } from '../setup/told-run.ts';
import { verifies } from '../setup/verifies.ts';

/** Flows that chance wrote, with an outside that chance plays. With FLOW_SEED the same ones come again. */
const seed = Number(process.env['FLOW_SEED'] ?? Date.now() % 1_000_000_000);
const numRuns = Number(process.env['FLOW_RUNS'] ?? 400);

const programOf = async (text: string): Promise<Program | null> => {
  const { document } = await readFlow(text);
  return document === null ? null : compileFlow(document).program;
};

const choices = fc.array(fc.nat(100_000), { minLength: 5, maxLength: 60 });

const holds = (check: (program: Program, told: ToldRun) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(flowTexts, choices, async (text, chosen) => {
      const program = await programOf(text);
      fc.pre(program !== null);
      if (program !== null) check(program, tellByChance(program, chosen));
    }),
    { seed, numRuns },
  );

/** As text: what was left out and what was undefined are the same in a journal. */
const said = (value: unknown): string => JSON.stringify(value);

test('most of what chance writes is a flow, runs, and ends in every way', async () => {
  const seen = new Map<string, number>();
  const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  await fc.assert(
    fc.asyncProperty(flowTexts, choices, async (text, chosen) => {
      const program = await programOf(text);
      see('written');
      if (program === null) return;
      see('read');
      const { run, did } = tellByChance(program, chosen);
      see(run.status);
      for (const { rows, commands } of did) for (const { kind } of [...rows, ...commands]) see(kind);
    }),
    { seed, numRuns },
  );
  console.log(`FLOW_SEED=${seed}`, Object.fromEntries(seen));
  expect(seen.get('read') ?? 0).toBeGreaterThan((seen.get('written') ?? 0) / 2);
  const all = [
    'completed',
    'faulted',
    'cancelled',
    'running',
    'call',
    'run',
    'timer',
    'listen',
    'emit',
    'drop',
  ];
  expect(all.filter((one) => !seen.has(one))).toEqual([]);
});

verifies('flows.engine.replay', 'cut anywhere and gone through again, a run is what it was', () =>
  holds((program, { run, events, did }) => {
    for (let cut = 1; cut <= events.length; cut += 1) {
      const again = freshRun();
      const before = events.slice(0, cut).map((event) => tell({ program, run: again, event }));
      expect(said(before)).toBe(said(did.slice(0, cut)));
      if (cut % 5 !== 0) continue;
      const after = events.slice(cut).map((event) => tell({ program, run: again, event }));
      expect(said(after)).toBe(said(did.slice(cut)));
      expect([again.status, again.tasks, again.now]).toEqual([run.status, run.tasks, run.now]);
      expect([...again.waiting.keys()]).toEqual([...run.waiting.keys()]);
      expect(said(again.context)).toBe(said(run.context));
    }
  }),
);

verifies('flows.engine.replay', 'how much is done at a time makes no difference', () =>
  holds((program, { events, did }) => {
    for (const slice of [1, 2, 7]) {
      const run = freshRun();
      expect(said(events.map((event) => tell({ program, run, event, slice })))).toBe(said(did));
    }
  }),
);

verifies(
  'flows.engine.replay',
  'every key is there once, and the key of an effect leaves out the attempts',
  () =>
    holds((_, { did }) => {
      const rows = did.flatMap((one) => one.rows);
      const commands = did.flatMap((one) => one.commands);
      const keysOf = (some: readonly (Row | Command)[]): string[] =>
        some.flatMap((one) => ('key' in one ? [one.key] : []));
      const once = (keys: readonly string[]): void =>
        expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
      once(keysOf(rows));
      for (const kind of ['call', 'run', 'listen', 'emit'] as const)
        once(keysOf(commands.filter((one) => one.kind === kind)));
      for (const one of commands) {
        if (one.kind === 'call' || one.kind === 'run') expect(one.effect).toBe(one.key.replace(/!\d+/g, ''));
      }
    }),
);

verifies('flows.engine.replay', 'what is over waits for nothing, and nothing moves it any more', () =>
  holds((program, { run, did, open }) => {
    const ends = did.flatMap(({ commands }) => commands.filter(({ kind }) => kind === 'end'));
    expect(ends).toHaveLength(run.status === 'running' ? 0 : 1);
    expect([...run.waiting.keys()].toSorted()).toEqual([...open.keys()].toSorted());
    if (run.status === 'running') return;
    expect([...open.keys()]).toEqual([]);
    expect(run.todo).toEqual([]);
    for (const kind of ['start', 'cancel'] as const) {
      const event = kind === 'start' ? { kind, at: 0, input: {} } : { kind, at: 0, reason: '' };
      expect(tell({ program, run, event })).toEqual({ rows: [], commands: [] });
    }
  }),
);
