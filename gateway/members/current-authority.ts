import { HubError } from '../../core/errors.ts';
import { permissionsOf, type Permission } from '../../core/roles.ts';
import type { CallContext } from '../../platform/invoke/context.ts';
import type { Authority } from './rules.ts';
import { lockRoles } from './store.ts';

export interface Need {
  readonly permission: Permission;
  /** The member whose role is about to change: held together with the caller's. */
  readonly member?: string;
}

/**
 * What the caller may give away, read anew and held until the transaction ends: what was known a second ago is good
 * enough for reading a list, not for making somebody an owner.
 */
export const currentAuthority = async (context: CallContext, need: Need): Promise<Authority> => {
  const { caller, tx, spaceId } = context;
  const own = caller.kind === 'user' ? [caller.userId] : [];
  const roles = await lockRoles(tx, spaceId, [...own, ...(need.member === undefined ? [] : [need.member])]);
  if (caller.kind !== 'user') return caller.permissions;
  const role = roles.get(caller.userId);
  const authority = new Set<Permission>(role === undefined ? [] : permissionsOf(role));
  if (authority.has(need.permission)) return authority;
  throw new HubError('forbidden', 'Your role in this space was changed a moment ago.', {
    details: { permission: need.permission },
  });
};
