import { z } from 'zod';
import { hubOperation, type HubOperation } from '../../../platform/invoke/context.ts';
import { flowsChanged, type FlowDeps } from '../../deps.ts';
import { passOverMissed } from '../../run/pass-over.ts';
import { flowNameSchema, flowSchema } from '../../shapes.ts';
import { requireFlow, setState } from '../../store-flows.ts';

type Deps = Pick<FlowDeps, 'hints'>;

export const pauseFlow = (deps: Deps): HubOperation =>
  stateOperation(deps, {
    ...{ verb: 'pause', state: 'paused', fact: 'flow.paused' },
    summary: 'Stop the triggers of a flow',
    description: 'Runs under way go on, and it can still be run by hand.',
  });

export const resumeFlow = (deps: Deps): HubOperation =>
  stateOperation(deps, {
    ...{ verb: 'resume', state: 'active', fact: 'flow.resumed' },
    summary: 'Let the triggers of a flow start runs again',
    description: 'What came in between started nothing, and is not made up for.',
  });

interface Change {
  readonly verb: 'pause' | 'resume';
  readonly state: 'active' | 'paused';
  readonly fact: string;
  readonly summary: string;
  readonly description: string;
}

const stateOperation = (deps: Deps, { verb, state, fact, summary, description }: Change): HubOperation =>
  hubOperation({
    name: `flows.${verb}`,
    summary,
    description,
    access: 'flows.publish',
    http: { method: 'POST', path: `/api/flows/{name}/${verb}` },
    hints: { idempotent: true },
    input: z.strictObject({ name: flowNameSchema }),
    output: flowSchema,
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      const changed = await setState(tx, spaceId, { name, state });
      if (changed && state === 'active') await passOverMissed(tx, spaceId, name);
      const flow = await requireFlow(tx, spaceId, name);
      if (changed) await context.publish({ type: fact, subject: name, data: { name } });
      tx.afterCommit(() => deps.hints.broadcast(flowsChanged));
      context.audit(name, { changed });
      return flow;
    },
  });
