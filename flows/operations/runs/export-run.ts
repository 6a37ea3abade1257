import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { readKeptDraft } from '../../resources/draft-text.ts';
import { entrySchema, shownEntry } from '../../run/shape-journal.ts';
import { runIdSchema, runSchema, shownRun } from '../../run/shape.ts';
import { findPastRun, type PastRunDeps } from '../../simulate/past-runs.ts';
import { retrace } from '../../simulate/on-demand.ts';
import { journalPortion } from '../../simulate/store-past.ts';
import { readDraft } from '../../store-flows.ts';
import { requireVersion } from '../../store-versions.ts';
import { tasksOf, unendedIn, wholeness, wholenessOf } from './list-tasks.ts';
import { shownTask, taskSchema, type Room } from './shape-task.ts';

const mostRows = 5_000;
const mostTasks = 5_000;
const mostBytes = 8 * 1024 * 1024;

export const exportRun = (deps: PastRunDeps) =>
  hubOperation({
    name: 'runs.export',
    summary: 'A run as one document: what it was, the text it ran on, its journal, its tasks',
    access: 'flows.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/runs/{run}/export' },
    input: z.strictObject({ run: runIdSchema }),
    output: z.strictObject({
      run: z.strictObject({ ...runSchema.shape, input: z.unknown(), output: z.unknown() }),
      text: z.string().describe('Of the version that it ran on.'),
      journal: z.array(entrySchema),
      journalLeftOut: z.number().int().describe('Entries that are not here, because there are too many.'),
      tasks: z.array(taskSchema),
      ...wholeness,
    }),
    run: async ({ run }, { spaceId, signal }) => {
      const found = await findPastRun(deps, spaceId, run);
      const retraced = await retrace(found.program, found.past, signal);
      const { row } = found;
      const { flow, version } = row;
      const { text, journal } = await deps.db.readInSpace(spaceId, async (tx) => ({
        text:
          (row.draft === null ? null : readKeptDraft(row.draft).text) ??
          (version === 0
            ? (await readDraft(tx, spaceId, flow)).text
            : (await requireVersion(tx, spaceId, { name: flow, number: version })).text),
        journal: await journalPortion(tx, { spaceId, runId: run, rows: mostRows, bytes: mostBytes }),
      }));
      const room: Room = { value: 256 * 1024, all: mostBytes };
      const whole = wholenessOf(found, retraced);
      const tasks = tasksOf(found, retraced);
      const tooMany = tasks.length - mostTasks;
      return {
        run: {
          ...shownRun(row),
          input: found.past.input,
          output: row.output === null ? null : (JSON.parse(row.output) as unknown),
        },
        text,
        journal: journal.rows.map((one) => shownEntry({ ...one, taskPlace: one.place, cut: 0 })),
        journalLeftOut: journal.leftOut,
        tasks: tasks.slice(0, mostTasks).map((one) => shownTask(one, unendedIn(found), room)),
        complete: whole.complete && tooMany <= 0,
        note:
          whole.note ?? (tooMany > 0 ? `${tooMany} tasks are left out; runs.tasks has them by pages.` : null),
      };
    },
  });
