import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { nothing } from '../../shapes.ts';
import type { DocumentDeps } from '../../traffic/saved/save.ts';
import { documentNameSchema } from '../../traffic/saved/shape.ts';
import type { DocumentKind } from '../../traffic/saved/store.ts';

export const deleteOne = (kind: DocumentKind, deps: Pick<DocumentDeps, 'hints'>) =>
  hubOperation({
    name: `${kind}s.delete`,
    summary: `Delete a ${kind}, with its versions`,
    description:
      kind === 'service'
        ? 'One that pipelines send to is refused, with their names.'
        : 'Nothing is let in by it from now on; requests under way end as they began.',
    access: 'traffic.write',
    http: { method: 'DELETE', path: `/api/${kind}s/{name}` },
    hints: { destructive: true },
    input: z.strictObject({ name: documentNameSchema }),
    output: nothing,
    run: async ({ name }, context) => {
      const { removeDocument } = await import('../../traffic/saved/save.ts');
      await removeDocument(deps, context, { kind, name });
      return {};
    },
  });
