import { callerMay, type Caller } from '../../core/caller.ts';
import type { Permission } from '../../core/roles.ts';

/** What a person must be allowed to read to be told of events about it, by the first word of their type. */
const needed: Readonly<Record<string, Permission>> = {
  space: 'space.read',
  member: 'members.read',
  invitation: 'members.read',
  group: 'members.read',
  key: 'keys.read',
  job: 'jobs.read',
  connector: 'connectors.read',
  connection: 'connections.read',
  hook: 'connectors.read',
  poller: 'connectors.read',
  flow: 'flows.read',
  secret: 'flows.read',
  variable: 'flows.read',
  approval: 'approvals.read',
  toolset: 'toolsets.read',
  mcp: 'connectors.read',
  gateway: 'traffic.read',
  consumer: 'consumers.read',
  user: 'audit.read',
  audit: 'audit.read',
};

/** An event whose kind is not in the table is shown to nobody. */
export const maySee = (caller: Caller, eventType: string): boolean => {
  const permission = needed[eventType.split('.')[0] ?? ''];
  return permission !== undefined && callerMay(caller, permission);
};
