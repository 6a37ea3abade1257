import { z } from 'zod';
import type { FlowCatalogue } from '../../../core/flow-ports.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { checkFlow } from '../../check/on-demand.ts';
import type { FlowDeps } from '../../deps.ts';
import { askSchema, readLibrary } from '../../library.ts';
import type { Need } from '../../outline.ts';
import { findingsShape } from '../../shapes.ts';

export const listLibrary = ({ catalogue, resources }: Pick<FlowDeps, 'catalogue' | 'resources'>) =>
  hubOperation({
    name: 'flows.library',
    summary: 'Flows to begin with, each with its tests',
    description:
      'Save one of these texts as a flow of your own, and change what is yours: names, addresses, operations.',
    access: 'flows.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/flow-library' },
    input: z.strictObject({}),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          name: z.string(),
          namespace: z.string(),
          title: z.string(),
          summary: z.string(),
          text: z.string(),
          tests: z.string(),
          asks: z.array(askSchema).describe('Values in the text that are its owner’s to say.'),
          start: z.strictObject({
            by: z.enum(['call', 'http', 'event', 'schedule']).describe('What begins a run of it.'),
            what: z.string().nullable().describe('The address, the types of events, the times.'),
          }),
          tasks: z.array(
            z.strictObject({
              name: z.string(),
              kind: z.string(),
              what: z.string().nullable().describe('What it calls, runs, says or listens for.'),
              depth: z.number().int().describe('How many tasks hold it.'),
            }),
          ),
          needs: z.array(
            z.strictObject({
              kind: z.enum(['operation', 'secret', 'flow']),
              name: z.string(),
              there: z.boolean().describe('This space has it.'),
            }),
          ),
          problems: findingsShape.problems.describe('What is in the way of publishing it in this space.'),
        }),
      ),
    }),
    run: async (_, { spaceId }) => {
      const flows = await readLibrary();
      const { outlineOf } = await import('../../outline.ts');
      const items = flows.map(async ({ document, ...flow }) => {
        const { start, tasks, needs } = outlineOf(document);
        const has = hasIn(catalogue, spaceId);
        const there = await Promise.all(needs.map(async (one) => ({ ...one, there: await has(one) })));
        const { problems } = await checkFlow(flow.text, { spaceId, catalogue, resources });
        return {
          ...flow,
          asks: [...flow.asks],
          start,
          tasks: [...tasks],
          needs: there,
          problems: [...problems],
        };
      });
      return { items: await Promise.all(items) };
    },
  });

const hasIn =
  (catalogue: FlowCatalogue, spaceId: string) =>
  async ({ kind, name }: Need): Promise<boolean> => {
    switch (kind) {
      case 'operation':
        return (await catalogue.operation(spaceId, name)) !== null;
      case 'secret':
        return catalogue.secret(spaceId, name);
      case 'flow':
        return catalogue.flow(spaceId, { namespace: 'library', name, version: 'latest' });
      default:
        return kind satisfies never;
    }
  };
