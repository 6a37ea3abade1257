import type { Role, RoleTable, Permission } from '../api/shapes.ts';

export const roles: readonly Role[] = ['owner', 'admin', 'builder', 'operator', 'viewer'];

/** Nobody gives away more than they hold: the roles whose every permission is among one's own. */
export const grantable = (table: RoleTable, held: readonly Permission[]): readonly Role[] =>
  table
    .filter((row) => row.permissions.every((permission) => held.includes(permission)))
    .map((row) => row.role);
