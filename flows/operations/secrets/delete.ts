import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { secretNameSchema } from '../../shapes.ts';
import { deleteSecret } from '../../store-secrets.ts';

export const removeSecret = () =>
  hubOperation({
    name: 'secrets.delete',
    summary: 'Delete a secret',
    description: 'Runs that begin afterwards and need it fail.',
    access: 'flows.write',
    http: { method: 'DELETE', path: '/api/secrets/{name}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ name: secretNameSchema }),
    output: z.strictObject({}),
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      if (!(await deleteSecret(tx, spaceId, name)))
        throw new HubError('not_found', `There is no secret "${name}" in this space.`);
      await context.publish({ type: 'secret.deleted', subject: name, data: { name } });
      context.audit(name);
      return {};
    },
  });
