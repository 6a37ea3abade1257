/** Who may do what in a space. One table: a permission names the roles that hold it. */
export const roles = ['owner', 'admin', 'builder', 'operator', 'viewer'] as const;
export type Role = (typeof roles)[number];

const everyone: readonly Role[] = roles;
const readers: readonly Role[] = ['owner', 'admin', 'builder', 'viewer'];
const callers: readonly Role[] = ['owner', 'admin', 'builder', 'operator'];
const builders: readonly Role[] = ['owner', 'admin', 'builder'];
const admins: readonly Role[] = ['owner', 'admin'];
const owners: readonly Role[] = ['owner'];

export const permissions = {
  'space.read': everyone,
  'space.write': admins,
  'space.delete': owners,
  'members.read': readers,
  'members.write': admins,
  'keys.read': admins,
  'keys.write': admins,
  'audit.read': admins,
  'jobs.read': admins,
  'jobs.write': admins,
  'connectors.read': everyone,
  'connectors.write': builders,
  'connections.read': everyone,
  'connections.write': builders,
  'operations.call': callers,
  'flows.read': everyone,
  'flows.write': builders,
  'flows.publish': builders,
  'flows.run': callers,
  'approvals.read': everyone,
  'approvals.request': callers,
  'toolsets.read': everyone,
  'toolsets.write': builders,
  'toolsets.publish': builders,
  'toolsets.issue': callers,
  'consumers.read': readers,
  'consumers.write': admins,
  'traffic.read': everyone,
  'traffic.write': builders,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;
export const permissionNames = Object.keys(permissions) as readonly Permission[];

export const permissionsOf = (role: Role): readonly Permission[] =>
  permissionNames.filter((name) => permissions[name].includes(role));
