import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { SpaceFiles } from '../../../platform/blobs/space-files.ts';
import { idPattern } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';

export const getFile = (deps: { readonly files: SpaceFiles }) =>
  hubOperation({
    name: 'files.get',
    summary: 'A file that an operation answered with',
    access: 'operations.call',
    transaction: 'none',
    http: { method: 'GET', path: '/api/files/{fileId}', file: true },
    input: z.strictObject({
      fileId: z.string().regex(idPattern('file'), 'must be an id that begins with file_'),
    }),
    output: z.strictObject({ fileId: z.string(), contentType: z.string(), size: z.number().int() }),
    run: async ({ fileId }, { spaceId, exchange }) => {
      const file = await deps.files.open(spaceId, fileId);
      if (file === null) throw new HubError('not_found', `There is no file "${fileId}" in this space.`);
      const { contentType, size, body } = file;
      if (exchange === undefined) body.destroy();
      else exchange.file({ body, contentType, size, name: fileId });
      return { fileId, contentType, size };
    },
  });
