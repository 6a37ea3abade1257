import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { flowsChanged, type FlowDeps } from '../../deps.ts';
import { readHeadline } from '../../read-headline.ts';
import { saveDraft } from '../../save-draft.ts';
import { fenceSchema, flowNameSchema, flowSchema, numberSchema } from '../../shapes.ts';
import { requireFlow } from '../../store-flows.ts';
import { requireVersion } from '../../store-versions.ts';
import { writer } from '../../writer.ts';

export const restoreFlowVersion = (deps: Pick<FlowDeps, 'hints'>) =>
  hubOperation({
    name: 'flows.restore',
    summary: 'Make an earlier version the draft again',
    description:
      'It replaces the draft that `basedOn` names, and no newer one. What is in use stays: publish it afterwards, or ' +
      'publish the earlier version itself by its number.',
    access: 'flows.write',
    http: { method: 'POST', path: '/api/flows/{name}/versions/{number}/restore' },
    input: z.strictObject({ name: flowNameSchema, number: numberSchema, basedOn: fenceSchema }),
    output: z.strictObject({ flow: flowSchema, text: z.string() }),
    run: async ({ name, number, basedOn }, context) => {
      const { tx, spaceId, caller } = context;
      const { text } = await requireVersion(tx, spaceId, { name, number });
      const headline = await readHeadline(text);
      const outcome = await saveDraft(tx, spaceId, { name, headline, text, basedOn, ...writer(caller) });
      const flow = await requireFlow(tx, spaceId, name);
      if (outcome !== 'unchanged') {
        const data = { name, fence: flow.draft.fence, savedBy: flow.draft.savedBy };
        await context.publish({ type: 'flow.saved', subject: name, data });
      }
      tx.afterCommit(() => deps.hints.broadcast(flowsChanged));
      context.audit(name, { restored: number, fence: flow.draft.fence });
      return { flow, text };
    },
  });
