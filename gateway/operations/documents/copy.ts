import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { DocumentDeps } from '../../traffic/saved/save.ts';
import { documentNameSchema, documentSchema, noteSchema } from '../../traffic/saved/shape.ts';
import { showDocument } from '../../traffic/saved/show.ts';
import { findDocument, holdDocuments, requireDocument } from '../../traffic/saved/store.ts';

export const copyPipeline = (deps: DocumentDeps) =>
  hubOperation({
    name: 'pipelines.copy',
    summary: 'Make a pipeline that begins as another one is',
    description:
      'With its secrets, sealed anew for the copy; nobody sees them. It is off: two that take the same requests would stand in ' +
      "each other's way.",
    access: 'traffic.write',
    http: { method: 'POST', path: '/api/pipelines/{name}/copy', status: 201 },
    input: z.strictObject({
      name: documentNameSchema.describe('The one that is copied.'),
      as: documentNameSchema.describe('What the copy is called.'),
      note: noteSchema,
    }),
    output: documentSchema,
    run: async ({ name, as, note }, context) => {
      const kind = 'pipeline';
      const { tx, spaceId } = context;
      const [{ saveDocument }, { openDocument }] = await Promise.all([
        import('../../traffic/saved/save.ts'),
        import('../../traffic/saved/seal.ts'),
      ]);
      await holdDocuments(tx, spaceId);
      const { id, document } = await requireDocument(tx, spaceId, { kind, name });
      if ((await findDocument(tx, spaceId, { kind, name: as })) !== undefined)
        throw new HubError('already_exists', `There is a pipeline "${as}" already. Choose another name.`, {
          problems: [{ path: 'as', message: 'is taken' }],
        });
      const opened = await openDocument(document, { vault: deps.vault, tx, spaceId, id });
      const { kept } = await saveDocument(deps, context, {
        ...{ kind, name: as, basedOn: 0, note: note === '' ? `A copy of ${name}` : note },
        document: { ...(opened as Record<string, unknown>), enabled: false },
      });
      return showDocument(kept);
    },
  });
