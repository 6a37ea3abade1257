import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { FlowDeps } from '../../deps.ts';
import { sealSecret } from '../../secrets.ts';
import { secretNameSchema, secretSchema } from '../../shapes.ts';
import { writeSecret } from '../../store-secrets.ts';
import { writer } from '../../writer.ts';

const mostLetters = 64 * 1024;

export const setSecret = ({ vault }: Pick<FlowDeps, 'vault'>) =>
  hubOperation({
    name: 'secrets.set',
    summary: 'Set a secret that flows of this space can use',
    description:
      'A flow names it under `use.secrets` and finds it as `$secrets.<name>`. It is kept sealed, and never answered.',
    access: 'flows.write',
    http: { method: 'PUT', path: '/api/secrets' },
    hints: { idempotent: true, sensitive: ['value'] },
    input: z.strictObject({
      name: secretNameSchema,
      value: z
        .unknown()
        .refine((value) => value !== undefined && value !== null && value !== '', 'must not be empty')
        .refine(
          (value) => (JSON.stringify(value) ?? '').length <= mostLetters,
          `must have at most ${mostLetters} characters as JSON`,
        )
        .describe('A text, or any JSON: an authentication asks for an object with fields of certain names.'),
    }),
    output: z.strictObject({ secret: secretSchema, created: z.boolean() }),
    run: async ({ name, value }, context) => {
      const { tx, spaceId, caller } = context;
      const sealed = await sealSecret({ vault, tx }, { spaceId, name }, value);
      const { secret, created } = await writeSecret(tx, spaceId, { name, sealed, ...writer(caller) });
      await context.publish({ type: 'secret.set', subject: name, data: { name, created } });
      context.audit(name, { created });
      return { secret, created };
    },
  });
