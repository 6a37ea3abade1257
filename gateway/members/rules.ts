import { HubError } from '../../core/errors.ts';
import { permissionsOf, type Permission, type Role } from '../../core/roles.ts';

/** What somebody may do, as the database has it at this moment. */
export type Authority = ReadonlySet<Permission> | 'all';

const holds = (authority: Authority, permission: Permission): boolean =>
  authority === 'all' || authority.has(permission);

/** Nobody gives away more than they hold, whether person or key. */
export const requireMayGrant = (authority: Authority, role: Role): void => {
  const missing = permissionsOf(role).filter((permission) => !holds(authority, permission));
  if (missing.length === 0) return;
  throw new HubError(
    'forbidden',
    `The role "${role}" holds permissions that you do not have (${missing.join(', ')}). Ask somebody who has them.`,
    { details: { role, missing } },
  );
};

/** Nor takes them from somebody who holds more: an admin cannot lower an owner. */
export const requireMayTakeFrom = (authority: Authority, role: Role): void => {
  const missing = permissionsOf(role).filter((permission) => !holds(authority, permission));
  if (missing.length === 0) return;
  throw new HubError(
    'forbidden',
    `This member is "${role}" and holds permissions that you do not have (${missing.join(', ')}). Only somebody who has them can change that.`,
    { details: { role, missing } },
  );
};

/** A key is no way around one's own limits. */
export const requirePermissionsHeld = (authority: Authority, wanted: readonly Permission[]): void => {
  const missing = wanted.filter((permission) => !holds(authority, permission));
  if (missing.length === 0) return;
  throw new HubError('forbidden', `You cannot give what you do not have: ${missing.join(', ')}.`, {
    details: { missing },
    problems: missing.map((permission) => ({
      path: `permissions[${wanted.indexOf(permission)}]`,
      message: 'is more than you may do yourself',
    })),
  });
};

/** A space without an owner could never be put right again from inside. */
export const requireOwnerLeft = (owners: readonly string[], leaving: string): void => {
  if (owners.some((owner) => owner !== leaving)) return;
  throw new HubError(
    'conflict',
    'This is the last owner of the space. Make somebody else an owner first, then change this one.',
  );
};
