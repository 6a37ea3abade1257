import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { DocumentDeps } from '../../traffic/saved/save.ts';
import { documentNameSchema, givenDocument, kindSchema, problemSchema } from '../../traffic/saved/shape.ts';
import { findDocument, namesOf } from '../../traffic/saved/store.ts';

export const checkGatewayDocument = (deps: DocumentDeps) =>
  hubOperation({
    name: 'gateway.check',
    summary: 'What is wrong with a pipeline or a service',
    description: 'Everything at once, as saving would say it; nothing is saved.',
    access: 'traffic.write',
    http: { method: 'POST', path: '/api/gateway/check' },
    hints: { readOnly: true, sensitive: ['/document'] },
    input: z.strictObject({ kind: kindSchema, name: documentNameSchema, document: givenDocument }),
    output: z.strictObject({ problems: z.array(problemSchema) }),
    run: async ({ kind, name, document }, { tx, spaceId }) => {
      const { prepareDocument } = await import('../../traffic/saved/prepare.ts');
      const language = await deps.language();
      const services = new Set(await namesOf(tx, spaceId, 'service'));
      const checking = { tx, spaceId, vault: deps.vault, language, services };
      const before = await findDocument(tx, spaceId, { kind, name });
      const { problems } = await prepareDocument(checking, { kind, name, document }, before);
      return { problems: problems.slice(0, 500) };
    },
  });
