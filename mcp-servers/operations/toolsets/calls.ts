import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { exportList, exportShape } from '../../../platform/invoke/export-list.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import { callOutcomes, callSorts, listCalls } from '../../toolsets/store-calls.ts';

const callSchema = z.strictObject({
  id: z.string(),
  toolset: z.string(),
  version: z.number().int().nullable(),
  tool: z.string(),
  operation: z.string(),
  caller: z.strictObject({ id: z.string(), name: z.string() }),
  at: z.iso.datetime(),
  ms: z.number(),
  outcome: z.enum(callOutcomes).describe('`refused`: by the hub, before anything was done.'),
  code: z.string().nullable(),
  shape: z.unknown().describe('Names and kinds of the arguments.'),
  bytes: z.number().int().describe('Of the answer.'),
  input: z.unknown().describe('Null unless the toolset keeps what is said.'),
  output: z.unknown(),
});

const when = z.iso.datetime({ offset: true }).optional();
const input = listInput(callSorts, {
  toolset: z.string().max(63).optional(),
  tool: z.string().max(300).optional(),
  operation: z.string().max(300).optional().describe('What stands behind the tool.'),
  caller: z.string().max(100).optional().describe('An id.'),
  outcome: z.enum(callOutcomes).optional(),
  code: z.string().max(100).optional().describe('Of the error that it ended with.'),
  slowerThan: z.coerce.number().min(0).optional().describe('Milliseconds.'),
  from: when.describe('At this instant or later.'),
  to: when.describe('Before this instant.'),
});

export const listToolsetCalls = () =>
  hubOperation({
    name: 'toolsets.calls',
    summary: 'Which tools were called, by whom, and how that ended',
    description: 'The newest first. They are kept for 30 days.',
    access: 'audit.read',
    http: { method: 'GET', path: '/api/toolset-calls' },
    input,
    output: page(callSchema),
    run: async (list, { tx, spaceId }) => listCalls(tx, spaceId, list),
  });

export const exportToolsetCalls = ({ db }: Pick<ToolsetDeps, 'db'>) =>
  hubOperation({
    name: 'toolsets.exportCalls',
    summary: 'All calls of tools that a filter finds, as lines of JSON',
    access: 'audit.read',
    ...exportShape('/api/toolset-calls/export', callSchema),
    input: input.omit({ limit: true, cursor: true }),
    run: async (list, context) =>
      exportList(context, (page) =>
        db.readInSpace(context.spaceId, (tx) => listCalls(tx, context.spaceId, { ...list, ...page })),
      ),
  });
