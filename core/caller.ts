import type { Permission, Role } from './roles.ts';

/** Who asks. Made by the gateway from verified credentials, or by the hub itself for its own work. */
export type Caller =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly name: string;
      readonly sessionId: string;
      /** The owner of the installation: may create spaces. */
      readonly installationOwner: boolean;
      readonly role: Role | null;
      readonly spaceId: string | null;
      readonly permissions: ReadonlySet<Permission>;
    }
  | {
      readonly kind: 'key';
      readonly keyId: string;
      readonly name: string;
      readonly spaceId: string;
      readonly permissions: ReadonlySet<Permission>;
      /** The run that it asks for, where it is a flow. */
      readonly runId?: string;
    }
  | {
      readonly kind: 'hub';
      readonly name: string;
      readonly spaceId: string | null;
      readonly permissions: 'all';
    }
  | { readonly kind: 'nobody'; readonly spaceId: null; readonly permissions: ReadonlySet<Permission> };

export const nobody: Caller = { kind: 'nobody', spaceId: null, permissions: new Set() };

export const callerMay = (caller: Caller, permission: Permission): boolean =>
  caller.permissions === 'all' || caller.permissions.has(permission);

/** The name an audit entry keeps for the caller: a prefixed id, or `nobody`. */
export const callerId = (caller: Caller): string => {
  switch (caller.kind) {
    case 'user':
      return caller.userId;
    case 'key':
      return caller.keyId;
    case 'hub':
      return `hub:${caller.name}`;
    case 'nobody':
      return 'nobody';
    default:
      return caller satisfies never;
  }
};
