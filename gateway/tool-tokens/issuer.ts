import { callerId, type Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import { permissionsOf, type Permission } from '../../core/roles.ts';
import type { LiveToolToken } from './store.ts';

/** What the hub's own parts need to let an assistant work; a token of theirs can do no more. */
const ofTheHub = permissionsOf('operator');

const isHubItself = (issuedBy: string): boolean => issuedBy.startsWith('hub:');

/** What a caller hands on with a token: all that it may do itself, now. */
export const handedOn = (caller: Caller, held: ReadonlySet<Permission> | 'all'): readonly Permission[] => {
  const issuer = callerId(caller);
  if (isHubItself(issuer)) return ofTheHub.filter((permission) => held === 'all' || held.has(permission));
  // A token is no key: with one that begot others, revoking it would not end what it began.
  if (held === 'all' || !/^(?:usr|key)_/.test(issuer))
    throw new HubError('forbidden', 'A tool token issues no others. Ask with the key that issued it.');
  return [...held];
};

/** What is left of it: what whoever issued it may still do. Undefined when they are gone. */
export const stillHeld = (token: LiveToolToken): ReadonlySet<Permission> | undefined => {
  const { permissions, issuedBy, keyPermissions, role } = token;
  if (isHubItself(issuedBy)) return new Set(permissions);
  const now = issuedBy.startsWith('usr_') ? (role === null ? null : permissionsOf(role)) : keyPermissions;
  return now === null ? undefined : new Set(permissions.filter((permission) => now.includes(permission)));
};
