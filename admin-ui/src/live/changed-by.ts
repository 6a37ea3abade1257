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
  'connector.published': ['connectors', 'operations', 'versions', 'connections'],
  'connector.updated': ['connectors'],
  'connector.deleted': ['connectors', 'connections', 'hooks', 'pollers'],
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
  'flow.published': ['flows', 'flow-versions'],
  'flow.paused': ['flows'],
  'flow.resumed': ['flows'],
  'flow.deleted': ['flows', 'flow-versions'],
  'secret.set': ['secrets'],
  'secret.deleted': ['secrets'],
};

export const changedBy = (type: string): readonly string[] => [...(changes[type] ?? []), 'activity'];
