import { z } from 'zod';
import { callerMay } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import type { Db } from '../../../platform/db/open.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { FlowDocument } from '../../document/model.ts';
import type { Trial } from '../../engine/trial.ts';
import { loadProgram } from '../../load-program.ts';
import { fetchDraft, keepDraft } from '../../resources/draft-text.ts';
import type { FlowResources } from '../../resources/open-resources.ts';
import { statusOfEnd } from '../../run/run-end.ts';
import type { Runs } from '../../run/runs.ts';
import { faultSchema, runIdSchema, waitSchema } from '../../run/shape.ts';
import { runStatuses } from '../../run/store-runs.ts';
import { flowNameSchema, textSchema } from '../../shapes.ts';
import { readDraft } from '../../store-flows.ts';
import { checkTrial } from '../../trial/check-trial.ts';
import { noteSchema, notesOn } from '../../trial/notes.ts';
import { requireRoomForTrial } from '../../trial/store-trials.ts';
import { inputOfEvents, inputOfRun } from '../../trial/trial-input.ts';
import { writesIn } from '../../trial/writes.ts';

export interface TrialDeps {
  readonly db: Db;
  readonly runs: Runs;
  readonly resources: FlowResources;
  /** An operation of the hub's own that changes something. */
  readonly writes: (operation: string) => boolean;
}

const mostPins = 200;
const mostPinned = 4 * 1024 * 1024;
const mostEvents = 50;

const placeSchema = z.string().regex(/^\//, 'is a place such as /do/0/ask').max(2_000);
const eventSchema = z.looseObject({ type: z.string().min(1).max(500) });

export const tryFlow = ({ db, runs, resources, writes }: TrialDeps) =>
  hubOperation({
    name: 'flows.trial',
    summary: 'Run a draft as it is written, with some of its tasks pinned',
    description:
      'The run is an ordinary one of the trigger `test`, with a journal, and over after an hour at most. What its tasks do is real, unless they are pinned or `mock` is asked for. Whoever asks has to be allowed to run flows, too.',
    access: 'flows.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/flows/{name}/trial', maxBytes: 16 * 1024 * 1024 },
    input: z
      .strictObject({
        name: flowNameSchema,
        text: textSchema.optional().describe('The draft as it was saved when left out.'),
        input: z.unknown().optional().describe('`{}` when left out.'),
        event: z
          .union([eventSchema, z.array(eventSchema).min(1).max(mostEvents)])
          .optional()
          .describe(
            'In place of an input: what begins the flow. Several for a flow that waits for all of them.',
          ),
        run: runIdSchema.optional().describe('In place of an input: that of a run of this flow.'),
        pins: z
          .record(placeSchema, z.unknown())
          .refine((pins) => Object.keys(pins).length <= mostPins, `has ${mostPins} places at most`)
          .refine((pins) => JSON.stringify(pins).length <= mostPinned, 'is 4 MB of JSON at most')
          .default({})
          .describe(
            'What tasks give without being carried out, after `output.as`: `{"/do/0/ask": {"text": "Hello"}}`.',
          ),
        until: placeSchema.optional().describe('The run is over when this task is.'),
        from: z
          .strictObject({
            place: placeSchema,
            input: z.unknown().optional().describe('Of that task, after `input.from`.'),
            context: z.unknown().optional(),
          })
          .optional()
          .describe('The run begins at this task; those before it are left out.'),
        mock: z
          .boolean()
          .default(false)
          .describe(
            'The connection `mock` answers for all operations of connectors. All else that goes out is not done: where the run comes to it without a pin, it stops.',
          ),
        wait: waitSchema.default(0).describe('How long to wait for the end: not at all when left out.'),
      })
      .refine(({ input, event, run }) => [input, event, run].filter((one) => one !== undefined).length <= 1, {
        message: 'takes only one of input, event and run',
      }),
    output: z.strictObject({
      run: z.string(),
      status: z.enum(runStatuses),
      output: z.unknown().optional(),
      error: faultSchema.optional(),
      notes: z.array(noteSchema).describe('What is other than in a run of the published flow.'),
    }),
    run: async (asked, context) => {
      const { name } = asked;
      const { spaceId, caller } = context;
      for (const permission of ['flows.run', 'flows.read'] as const)
        if (!callerMay(caller, permission))
          throw new HubError(
            'forbidden',
            `Trying a flow out runs it, which needs the permission "${permission}".`,
            {
              details: { permission },
            },
          );
      // It must be there, whatever text is tried: the run is one of its runs.
      const saved = await db.readInSpace(spaceId, async (tx) => {
        await requireRoomForTrial(tx, spaceId);
        return readDraft(tx, spaceId, name);
      });
      const draft = await fetchDraft(resources, spaceId, { name, text: asked.text ?? saved.text });
      const { document: plain } = await loadProgram(name, draft);
      requireName(plain, name);
      const trial: Trial = {
        pins: asked.pins,
        until: asked.until ?? null,
        from: startOf(asked.from),
        mock: asked.mock ? { writes: writesIn(plain, writes) } : null,
      };
      checkTrial(plain, trial);
      const input = await inputOf(plain, asked, { db, spaceId, now: context.clock.now() });
      const tried = { ...draft, trial };
      const { program } = await loadProgram(name, tried);
      const handle = await runs.start({
        ...{ spaceId, flow: name, input, trigger: 'test' },
        known: { program, number: null, draft: keepDraft(tried) },
      });
      context.audit(name, { run: handle.runId, mock: asked.mock });
      const answer = { run: handle.runId, notes: notesOn(plain, trial) };
      const signal =
        asked.wait === 0
          ? AbortSignal.abort()
          : AbortSignal.any([context.signal, AbortSignal.timeout(asked.wait)]);
      const end = await handle.end(signal);
      if (end === null) return { ...answer, status: 'running' as const };
      return {
        ...{ ...answer, status: statusOfEnd(end) },
        ...(end.status === 'completed' && { output: end.output }),
        ...(end.status === 'faulted' && { error: end.error }),
      };
    },
  });

interface AskedFrom {
  readonly place: string;
  readonly input?: unknown;
  readonly context?: unknown;
}

const startOf = (from: AskedFrom | undefined): Trial['from'] =>
  from === undefined ? null : { place: from.place, input: from.input ?? null, context: from.context ?? null };

const requireName = ({ name }: FlowDocument, meant: string): void => {
  if (name === meant) return;
  const message = `The text calls its flow "${name}", but this is "${meant}".`;
  throw new HubError('input_invalid', message, { problems: [{ path: 'text', message }] });
};

interface Asked {
  readonly name: string;
  readonly input?: unknown;
  readonly event?: z.infer<typeof eventSchema> | readonly z.infer<typeof eventSchema>[] | undefined;
  readonly run?: string | undefined;
}

const inputOf = async (
  document: FlowDocument,
  { name, input, event, run }: Asked,
  { db, spaceId, now }: { readonly db: Db; readonly spaceId: string; readonly now: Date },
): Promise<unknown> => {
  if (event !== undefined) return inputOfEvents(document, [event].flat(), { spaceId, now });
  if (run !== undefined) return db.readInSpace(spaceId, (tx) => inputOfRun(tx, spaceId, { flow: name, run }));
  return input ?? {};
};
