import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { noInput } from '../../shapes.ts';
import { allDocuments } from '../../traffic/saved/store.ts';

export const exportGateway = () =>
  hubOperation({
    name: 'gateway.export',
    summary: 'All pipelines and services as one gateway.config.yml',
    description: 'In the words of express-gateway, with jq where that has JavaScript. Secrets are `${NAME}`.',
    access: 'traffic.read',
    http: { method: 'GET', path: '/api/gateway/export' },
    input: noInput,
    output: z.strictObject({
      text: z.string(),
      secrets: z.array(z.string()).describe('Names of variables that stand for secrets.'),
    }),
    run: async (_, { tx, spaceId }) => {
      const { writeConfig } = await import('../../traffic/document/write-config.ts');
      const services = await allDocuments(tx, spaceId, 'service');
      const pipelines = await allDocuments(tx, spaceId, 'pipeline');
      const { text, secrets } = writeConfig([
        ...services.map(({ name, document }) => ({ kind: 'service' as const, name, document })),
        ...pipelines.map(({ name, document }) => ({ kind: 'pipeline' as const, name, document })),
      ]);
      return { text, secrets: [...secrets] };
    },
  });
