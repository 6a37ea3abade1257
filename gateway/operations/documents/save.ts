import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { DocumentDeps } from '../../traffic/saved/save.ts';
import {
  basedOnSchema,
  documentNameSchema,
  documentSchema,
  givenDocument,
  noteSchema,
} from '../../traffic/saved/shape.ts';
import { showDocument } from '../../traffic/saved/show.ts';
import type { DocumentKind } from '../../traffic/saved/store.ts';

export const saveOne = (kind: DocumentKind, deps: DocumentDeps) =>
  hubOperation({
    name: `${kind}s.save`,
    summary: `Make a ${kind}, or change it`,
    description:
      'It is checked as a whole and becomes the next version, which takes effect at once in every process; requests under way ' +
      'end as they began. With problems nothing is saved. The same again makes no version.',
    access: 'traffic.write',
    http: { method: 'PUT', path: `/api/${kind}s` },
    hints: { idempotent: true, sensitive: ['/document'] },
    input: z.strictObject({
      name: documentNameSchema,
      document: givenDocument,
      basedOn: basedOnSchema.optional(),
      note: noteSchema,
    }),
    output: z.strictObject({
      outcome: z.enum(['created', 'changed', 'unchanged']),
      ...documentSchema.shape,
    }),
    run: async ({ name, document, basedOn, note }, context) => {
      const { saveDocument } = await import('../../traffic/saved/save.ts');
      const { outcome, kept } = await saveDocument(deps, context, { kind, name, document, basedOn, note });
      return { outcome, ...showDocument(kept) };
    },
  });
