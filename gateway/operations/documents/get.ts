import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { showDocument } from '../../traffic/saved/show.ts';
import { documentNameSchema, documentSchema } from '../../traffic/saved/shape.ts';
import { requireDocument, type DocumentKind } from '../../traffic/saved/store.ts';

export const getDocument = (kind: DocumentKind) =>
  hubOperation({
    name: `${kind}s.get`,
    summary: `One ${kind} as it is now`,
    access: 'traffic.read',
    http: { method: 'GET', path: `/api/${kind}s/{name}` },
    input: z.strictObject({ name: documentNameSchema }),
    output: documentSchema,
    run: async ({ name }, { tx, spaceId }) =>
      showDocument(await requireDocument(tx, spaceId, { kind, name })),
  });
