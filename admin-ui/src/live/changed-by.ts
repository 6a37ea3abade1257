import { isRecord } from '../schema-form/settle.ts';
import type { LiveEvent } from './live-socket.ts';

/**
 * What of the console's cache an event has changed in place. What it has added to a list is not here: a reader is
 * told that there is more, and the list stays where it is.
 */
const changes: Readonly<Record<string, readonly string[]>> = {
  'key.created': ['started'],
  'key.revoked': ['keys'],
  'member.invited': ['started'],
  'invitation.revoked': ['invitations'],
  'member.joined': ['invitations', 'started'],
  'member.changed': ['members', 'me'],
  'member.removed': ['members', 'me'],
  'space.changed': ['space', 'me'],
  'space.deleted': ['me'],
  'connector.imported': ['versions'],
  'connector.version-discarded': ['versions'],
  'connector.published': ['connectors', 'operations', 'versions', 'connections', 'callables', 'mcp-servers'],
  'connector.updated': ['connectors'],
  'connector.deleted': ['connectors', 'connections', 'hooks', 'pollers', 'callables', 'mcp-servers'],
  'connection.created': ['connections'],
  'connection.changed': ['connections'],
  'connection.connected': ['connections'],
  'connection.needs-reauth': ['connections'],
  'connection.revoked': ['connections'],
  'connection.deleted': ['connections'],
  'hook.created': ['hooks'],
  'hook.changed': ['hooks'],
  'hook.secret-rotated': ['hooks'],
  'hook.deleted': ['hooks'],
  'poller.created': ['pollers'],
  'poller.changed': ['pollers'],
  'poller.failed': ['pollers'],
  'poller.recovered': ['pollers'],
  'poller.deleted': ['pollers'],
  'flow.saved': ['flows'],
  'flow.published': ['flows', 'flow-versions', 'variables', 'callables'],
  'flow.paused': ['flows'],
  'flow.resumed': ['flows'],
  'flow.deleted': ['flows', 'flow-versions', 'variables'],
  'secret.set': ['secrets'],
  'group.changed': ['groups'],
  'group.deleted': ['groups', 'approvals'],
  'approval.requested': ['approval-count'],
  'approval.answered': ['approvals', 'approval-count'],
  'approval.expired': ['approvals', 'approval-count'],
  'approval.cancelled': ['approvals', 'approval-count'],
  'secret.deleted': ['secrets'],
  'toolset.saved': ['toolsets'],
  'toolset.published': ['toolsets', 'toolset-versions'],
  'toolset.deleted': ['toolsets'],
  'toolset.tool.changed': ['toolsets'],
  'toolset.tools.approved': ['toolsets'],
  'mcp.server.down': ['mcp-servers'],
  'mcp.server.recovered': ['mcp-servers'],
  'mcp.server.tools.changed': ['mcp-servers', 'versions'],
  'variable.set': ['variables'],
  'variable.deleted': ['variables'],
  'gateway.pipeline.saved': ['pipelines', 'pipeline-versions', 'traffic-status'],
  'gateway.pipeline.deleted': ['pipelines', 'traffic-status'],
  'gateway.service.saved': ['services', 'service-versions', 'traffic-status'],
  'gateway.service.deleted': ['services', 'traffic-status'],
  'consumer.changed': ['consumers'],
  'consumer.deleted': ['consumers'],
  'consumer.credential.added': ['consumers', 'credentials'],
  'consumer.credential.changed': ['consumers', 'credentials'],
  'consumer.credential.rotated': ['consumers', 'credentials'],
  'consumer.credential.revoked': ['consumers', 'credentials'],
};

/** A first version is new: that it is there is announced, and nothing has changed in its place. */
const isNew = ({ type, data }: Pick<LiveEvent, 'type' | 'data'>): boolean =>
  type.startsWith('gateway.') && isRecord(data) && data['version'] === 1;

export const changedBy = (event: Pick<LiveEvent, 'type' | 'data'>): readonly string[] => [
  ...(isNew(event) ? [] : (changes[event.type] ?? [])),
  'activity',
];
