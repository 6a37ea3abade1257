import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectorDeps } from '../../deps.ts';
import { importResult, importResultSchema } from '../../import-result.ts';
import { importBodyBytes, readSource, sourceShape } from '../../import-source.ts';
import { operationSummarySchema } from '../../shapes.ts';

/** As many operations as a person looks through before an import. */
const most = 2_000;

export const previewConnector = (deps: Pick<ConnectorDeps, 'egress'>) =>
  hubOperation({
    name: 'connectors.preview',
    summary: 'What an OpenAPI document would become, without storing anything',
    access: 'connectors.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/connectors/preview', maxBytes: importBodyBytes },
    hints: { readOnly: true },
    input: z.strictObject(sourceShape),
    output: z.strictObject({
      result: importResultSchema,
      description: z.string(),
      operations: z.array(operationSummarySchema).describe(`The first ${most}.`),
    }),
    run: async (input, { signal }) => {
      const { plan } = await readSource(input, { egress: deps.egress, signal });
      return {
        result: importResult(plan, { connector: '', version: null, state: 'preview', changes: [] }),
        description: plan.description,
        operations: plan.operations
          .slice(0, most)
          .map(({ name, method, path, summary, tags, deprecated }) => ({
            ...{ name, method, path, summary, deprecated },
            tags: [...tags],
          })),
      };
    },
  });
