import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { DocumentDeps } from '../../traffic/saved/save.ts';
import { documentNameSchema, kindSchema, noteSchema, problemSchema } from '../../traffic/saved/shape.ts';

const mostProblems = 500;

export const importGateway = (deps: DocumentDeps) =>
  hubOperation({
    name: 'gateway.import',
    summary: 'Take pipelines and services out of a gateway.config.yml',
    description:
      'A file of express-gateway, or one that `gateway.export` has written. It is taken as a whole or not at all: what cannot be ' +
      'taken is named with its line, and left out with `skip` only, each pipeline or service as a whole. Without `apply` nothing is changed.',
    access: 'traffic.write',
    http: { method: 'POST', path: '/api/gateway/import' },
    hints: { idempotent: true, sensitive: ['/text', '/variables'] },
    input: z.strictObject({
      text: z.string().min(1).max(1_000_000).describe('The file, in YAML or JSON.'),
      variables: z
        .record(z.string().max(200), z.string().max(100_000))
        .default({})
        .describe('What `${NAME}` stands for in it. A secret whose variable has no value stays as it is.'),
      apply: z.boolean().default(false).describe('False tells only what would be done.'),
      skip: z.boolean().default(false).describe('Leave out what cannot be taken.'),
      prune: z
        .boolean()
        .default(false)
        .describe('Delete the pipelines and services that the file does not have.'),
      note: noteSchema,
    }),
    output: z.strictObject({
      applied: z.boolean(),
      documents: z.array(
        z.strictObject({
          kind: kindSchema,
          name: z.union([documentNameSchema, z.string()]),
          outcome: z.enum(['created', 'changed', 'unchanged', 'deleted', 'left out']),
          version: z.number().int().describe('That it is at then.'),
          problems: z.array(problemSchema),
        }),
      ),
      problems: z.array(problemSchema).describe('Of the file as a whole.'),
      notes: z.array(problemSchema).describe('Good to know, and in nobody’s way.'),
    }),
    run: async ({ variables, apply, ...wanted }, context) => {
      const { importConfig } = await import('../../traffic/saved/import-config.ts');
      const outcome = await importConfig(deps, context, {
        ...{ ...wanted, dryRun: !apply },
        variables: new Map(Object.entries(variables)),
      });
      const changed = outcome.documents.filter(
        ({ outcome: what }) => what !== 'unchanged' && what !== 'left out',
      );
      context.audit('gateway', {
        applied: outcome.applied,
        documents: changed.slice(0, 100).map(({ kind, name, outcome: what }) => `${kind} ${name}: ${what}`),
      });
      return {
        applied: outcome.applied,
        documents: outcome.documents.map((one) => ({
          ...one,
          problems: one.problems.slice(0, mostProblems),
        })),
        problems: outcome.problems.slice(0, mostProblems),
        notes: outcome.notes.slice(0, mostProblems),
      };
    },
  });
