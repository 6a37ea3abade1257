import { z } from 'zod';
import type { ConnectorPlan } from '../core/connector.ts';
import type { Change } from './changes.ts';
import { changeSchema, schemeSummarySchema, skippedSchema } from './shapes.ts';

/** How many of each are shown in the answer; the rest stand in the version. */
const most = 500;

export const importResultSchema = z.strictObject({
  connector: z.string(),
  version: z.number().int().nullable().describe('Null in a preview.'),
  state: z.enum(['preview', 'published', 'draft', 'unchanged']),
  title: z.string(),
  format: z.string(),
  documentVersion: z.string(),
  operations: z.number().int(),
  events: z.number().int(),
  servers: z.array(z.string()),
  skipped: z.array(skippedSchema),
  auth: z.array(schemeSummarySchema),
  notes: z.array(z.string()),
  changes: z.array(changeSchema).describe('Against the version that is in use.'),
});
export type ImportResult = z.infer<typeof importResultSchema>;

export const authOf = (plan: Pick<ConnectorPlan, 'schemes'>): ImportResult['auth'] =>
  Object.entries(plan.schemes).map(([name, scheme]) => ({
    name,
    type: scheme.type,
    description: scheme.description ?? '',
    grants: scheme.type === 'oauth2' ? Object.keys(scheme.grants) : [],
  }));

export const importResult = (
  plan: ConnectorPlan,
  about: Pick<ImportResult, 'connector' | 'version' | 'state'> & { readonly changes: readonly Change[] },
): ImportResult => ({
  ...about,
  changes: about.changes.slice(0, most).map((change) => ({ ...change, what: [...change.what] })),
  title: plan.title,
  format: plan.format,
  documentVersion: plan.documentVersion,
  operations: plan.operations.length,
  events: plan.events.length,
  servers: plan.servers.map(({ url }) => url),
  skipped: plan.skipped.slice(0, most).map((each) => ({ ...each })),
  auth: authOf(plan),
  notes: plan.notes.slice(0, most),
});
