// slow: runs hundreds of random flows
import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { bodyOf } from '../../flows/run/rows.ts';
import { compare } from '../../flows/simulate/compare.ts';
import { replay } from '../../flows/simulate/replay.ts';
import { retrace, type PastRun } from '../../flows/simulate/retrace.ts';
import type { Program } from '../../flows/engine/program.ts';
import { programOf } from '../setup/flow-driver.ts';
import { flowTexts } from '../setup/random-flows.ts';
import { limits, tellByChance, type ToldRun } from '../setup/told-run.ts';

/** What the journal would hold of a run: the events from outside, each with when what it answers was begun. */
const pastOf = ({ events, did, run }: ToldRun): PastRun => {
  const began = new Map<string, number>();
  const rows = events.map((event, at) => {
    const key = 'key' in event ? event.key : '';
    const row = {
      ...{ seq: at, kind: event.kind, key, place: '', at: event.at },
      began: began.get(key) ?? event.at,
      body: JSON.stringify(bodyOf(event)),
    };
    for (const command of did[at]?.commands ?? [])
      if (command.kind === 'call' || command.kind === 'run') began.set(command.key, event.at);
    return row;
  });
  const [start] = events;
  return {
    runId: run.id,
    input: start?.kind === 'start' ? start.input : null,
    startedAt: start?.at ?? 0,
    rows: rows.slice(1),
    ...{ secrets: {}, variables: {} },
  };
};

/** Chance sends one event twice, and lets go round what goes round: the hub does neither. */
const isLikely = ({ events, run }: ToldRun): boolean => {
  const heard = events.flatMap((event) =>
    event.kind === 'arrived' ? [`${event.key} ${event.event.id}`] : [],
  );
  return new Set(heard).size === heard.length && run.tasks < (limits.tasks ?? 0);
};

const tried = async (program: Program, told: ToldRun) => {
  const past = pastOf(told);
  const before = await retrace(program, past);
  const after = await replay({ program, past, before });
  return { before, after };
};

test('any run is followed by its journal, and the same program makes the same of it', async () => {
  await fc.assert(
    fc.asyncProperty(flowTexts, fc.array(fc.nat(10_000), { maxLength: 40 }), async (text, choices) => {
      const program = await programOf(text);
      const told = tellByChance(program, choices);
      fc.pre(isLikely(told));
      const { before, after } = await tried(program, told);
      expect(before.end?.status ?? 'running').toBe(told.run.status);
      expect(before.tasks.filter(({ status }) => status === 'running').length > 0).toBe(
        told.run.status === 'running',
      );
      if (told.run.status === 'running') return;
      expect(compare({ before, after })).toMatchObject({ differs: [], differences: [] });
      expect(after.tasks).toEqual(before.tasks);
    }),
    { numRuns: 300 },
  );
});
