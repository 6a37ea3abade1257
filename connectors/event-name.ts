import { HubError } from '../core/errors.ts';

/** `customer.created` and `Customer Created` are both `customer.created`. Empty when nothing is left to name. */
export const eventName = (text: string): string =>
  text
    .slice(0, 1_000)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^a-z]+/, '')
    .slice(0, 100)
    .replace(/[._-]+$/, '');

/** Events of the hub itself begin with these words: what comes from outside must not look like one of them. */
const ownNouns = new Set([
  ...[
    'agent',
    'audit',
    'call',
    'connection',
    'connector',
    'flow',
    'hook',
    'interaction',
    'invitation',
    'job',
  ],
  ...['key', 'member', 'poller', 'run', 'session', 'space', 'toolset', 'user', 'voice'],
]);

/** Throws for a connector whose events could be taken for the hub's own. */
export const refuseOwnNoun = (connector: string): void => {
  if (!ownNouns.has(connector)) return;
  throw new HubError(
    'input_invalid',
    `Events of a connector called "${connector}" could be taken for the hub's own. Import it under another name.`,
    { problems: [{ path: 'connector', message: 'is a word that events of the hub itself begin with' }] },
  );
};
