import type { Permission } from '../api/shapes.ts';
import type { MessageKey, Translate } from '../messages/translate.ts';

const nouns: Readonly<Record<string, MessageKey>> = {
  space: 'noun.space',
  members: 'noun.members',
  keys: 'noun.keys',
  audit: 'noun.audit',
  jobs: 'noun.jobs',
  connectors: 'noun.connectors',
  connections: 'noun.connections',
  operations: 'noun.operations',
  flows: 'noun.flows',
  approvals: 'noun.approvals',
  toolsets: 'noun.toolsets',
  traffic: 'noun.traffic',
  consumers: 'noun.consumers',
};

/** The word for what a permission is about; its own name where a module has not brought one. */
export const nounWord = (t: Translate, noun: string): string => {
  const key = nouns[noun];
  return key === undefined ? noun : t(key);
};

export const permissionWord = (t: Translate, permission: Permission): string => {
  const key: MessageKey = `permission.${permission}`;
  const word = t(key);
  return word === key ? permission : word;
};
