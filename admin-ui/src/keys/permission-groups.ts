import type { Permission } from '../api/shapes.ts';

export interface PermissionGroup {
  readonly noun: string;
  readonly permissions: readonly Permission[];
}

/** `keys.read` and `keys.write` belong together: they are about keys. */
export const groupPermissions = (permissions: readonly Permission[]): readonly PermissionGroup[] => {
  const groups = Map.groupBy(permissions, (permission) => permission.split('.')[0] ?? '');
  return [...groups].map(([noun, held]) => ({ noun, permissions: held }));
};

export const readOnly = (permissions: readonly Permission[]): Permission[] =>
  permissions.filter((permission) => permission.endsWith('.read'));
