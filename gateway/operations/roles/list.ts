import { z } from 'zod';
import { permissionsOf, roles } from '../../../core/roles.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { noInput, permissionSchema, roleSchema } from '../../shapes.ts';

export const listRoles = () =>
  hubOperation({
    name: 'roles.list',
    summary: 'The roles, and what each may do',
    access: 'user',
    transaction: 'none',
    http: { method: 'GET', path: '/api/roles' },
    input: noInput,
    output: z.array(z.strictObject({ role: roleSchema, permissions: z.array(permissionSchema) })),
    run: async () => roles.map((role) => ({ role, permissions: [...permissionsOf(role)] })),
  });
