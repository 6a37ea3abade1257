import { z } from 'zod';
import { permissionsOf } from '../../../core/roles.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { accountSchema, ownPerson, shownAccount } from '../../people/account.ts';
import { noInput, permissionSchema, roleSchema } from '../../shapes.ts';
import { spacesOf } from '../../spaces/store.ts';

export const getMe = () =>
  hubOperation({
    name: 'me.get',
    summary: 'Who I am, and my spaces',
    access: 'user',
    transaction: 'system',
    http: { method: 'GET', path: '/api/me' },
    input: noInput,
    output: z.strictObject({
      user: accountSchema,
      spaces: z.array(
        z.strictObject({
          id: z.string(),
          slug: z.string(),
          name: z.string(),
          role: roleSchema,
          permissions: z.array(permissionSchema),
        }),
      ),
    }),
    run: async (_input, { tx, caller }) => {
      const person = await ownPerson(tx, caller);
      const spaces = await spacesOf(tx, person.userId);
      return {
        user: shownAccount(person),
        spaces: spaces.map((space) => ({ ...space, permissions: [...permissionsOf(space.role)] })),
      };
    },
  });
