import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { DocumentDeps } from '../../traffic/saved/save.ts';
import { noInput } from '../../shapes.ts';

const schemaSchema = z
  .record(z.string(), z.unknown())
  .describe('JSON Schema; `secret: true` marks what is sealed.');

export const listPolicies = (deps: Pick<DocumentDeps, 'language'>) =>
  hubOperation({
    name: 'gateway.policies',
    summary: 'The policies and conditions that pipelines are made of',
    access: 'traffic.read',
    http: { method: 'GET', path: '/api/gateway/policies' },
    input: noInput,
    output: z.strictObject({
      policies: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          about: z.string(),
          group: z.string(),
          action: schemaSchema,
        }),
      ),
      conditions: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          about: z.string(),
          parameters: schemaSchema,
        }),
      ),
      pipeline: schemaSchema,
      service: schemaSchema,
    }),
    run: async () => {
      const [{ describeLanguage }, language] = await Promise.all([
        import('../../traffic/document/describe-language.ts'),
        deps.language(),
      ]);
      return describeLanguage(language);
    },
  });
