import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { checkFlow } from '../../check/on-demand.ts';
import { flowsChanged, type FlowDeps } from '../../deps.ts';
import type { Headline } from '../../headline.ts';
import { readHeadline } from '../../read-headline.ts';
import { saveDraft } from '../../save-draft.ts';
import {
  fenceSchema,
  findingsShape,
  flowNameSchema,
  flowSchema,
  textBodyBytes,
  textSchema,
} from '../../shapes.ts';
import { readFlowBody } from '../../flow-body.ts';
import { findFlow, requireFlow } from '../../store-flows.ts';
import { writer } from '../../writer.ts';

export const saveFlow = (deps: Pick<FlowDeps, 'db' | 'catalogue' | 'resources' | 'events' | 'hints'>) =>
  hubOperation({
    name: 'flows.save',
    summary: 'Save the draft of a flow',
    description:
      'The flow is the one that `document.name` names; it is made when there is none. A draft with mistakes is kept, and ' +
      'they are told. Where somebody else saved after `basedOn`, nothing is written. The flow itself may be the body, as ' +
      'YAML or JSON.',
    access: 'flows.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/flows', maxBytes: textBodyBytes, reads: readFlowBody },
    input: z
      .strictObject({
        text: textSchema.optional().describe('YAML or JSON; it is kept as it is.'),
        document: z.record(z.string(), z.unknown()).optional().describe('In place of the text.'),
        name: flowNameSchema
          .optional()
          .describe('The flow that is meant, so that a text which cannot be read is kept too.'),
        basedOn: fenceSchema
          .optional()
          .describe(
            'The `fence` of the draft that this was made from. Left out, it is written over whatever there is.',
          ),
      })
      .refine(({ text, document }) => (text === undefined) !== (document === undefined), {
        message: 'must hold either a text or a document',
      }),
    output: z.strictObject({
      flow: flowSchema,
      outcome: z.enum(['created', 'changed', 'unchanged']),
      ...findingsShape,
    }),
    run: async (input, context) => {
      const { spaceId, caller } = context;
      const { basedOn } = input;
      const text = input.text ?? JSON.stringify(input.document, null, 2);
      const headline = await readHeadline(text);
      const name = nameOf(headline, input.name);
      const { catalogue, resources } = deps;
      const checked = await checkFlow(text, { spaceId, catalogue, resources });
      const { before, flow, outcome } = await deps.db.inSpace(spaceId, async (tx) => {
        const before = await findFlow(tx, spaceId, name);
        const saved = await saveDraft(tx, spaceId, { name, headline, text, basedOn, ...writer(caller) });
        const flow = await requireFlow(tx, spaceId, name);
        if (saved !== 'unchanged') {
          const data = { name, fence: flow.draft.fence, savedBy: flow.draft.savedBy };
          const type = saved === 'created' ? 'flow.created' : 'flow.saved';
          await deps.events.publish(tx, spaceId, [{ type, subject: name, data }]);
        }
        return { before, flow, outcome: saved };
      });
      if (outcome !== 'unchanged') deps.hints.broadcast(flowsChanged);
      context.audit(name, { outcome, fence: flow.draft.fence });
      if (caller.kind === 'user' && goesOnWriting(before, flow)) context.auditNoMore();
      return { flow, outcome, problems: [...checked.problems], warnings: [...checked.warnings] };
    },
  });

type Stored = Awaited<ReturnType<typeof requireFlow>>;

/**
 * The editor saves every few seconds: there is one entry for each hour in which somebody writes. When somebody else has saved in
 * between, there is another one.
 */
const goesOnWriting = (before: Stored | undefined, { draft }: Stored): boolean =>
  before !== undefined &&
  before.draft.savedBy === draft.savedBy &&
  hourOf(before.draft.savedAt) === hourOf(draft.savedAt);

const hourOf = (instant: string): string => instant.slice(0, 'yyyy-mm-ddThh'.length);

const nameOf = (headline: Headline | null, meant: string | undefined): string => {
  if (headline === null) {
    if (meant !== undefined) return meant;
    throw new HubError(
      'input_invalid',
      'The text has no name that can be read. Begin it with `document:` and, below it, `name:`.',
      { problems: [{ path: 'text', message: 'has no document.name that can be read' }] },
    );
  }
  if (meant !== undefined && headline.name !== meant)
    throw new HubError(
      'input_invalid',
      `The text calls its flow "${headline.name}", but this is "${meant}". A flow keeps its name; save the text as a new flow instead.`,
      { problems: [{ path: 'text', message: `is of the flow "${headline.name}"` }] },
    );
  const parsed = flowNameSchema.safeParse(headline.name);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? 'is no name of a flow';
  throw new HubError('input_invalid', `The name "${headline.name.slice(0, 100)}" ${message}.`, {
    problems: [{ path: 'text', message: `document.name ${message}` }],
  });
};
