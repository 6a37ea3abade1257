import type { CallableSummary } from '../../core/ports.ts';
import { contentSchema } from './content.ts';
import type { OfferedContent } from './live-toolset.ts';

/** The toolset that every space has: the hub itself, for an admin's assistant. */
export const hubAdmin = 'hub-admin';

/** What a person has to look at is no tool: whoever is asked for a yes must not be the one who asks. */
export const onlyForPeople: ReadonlySet<string> = new Set(['toolsets.approve']);

/** More tools than this are searched for. */
const mostListed = 64;

const instructions = `Tools that manage this hub: spaces, members, keys, connectors, connections, flows, runs, toolsets, jobs and the audit trail, with the permissions of whoever you work for. Look before you change anything; ask before you do what cannot be undone. What holds a secret is done in the console of the hub, not here.`;

/** All operations of the hub's own but those that take or give what nobody else may read. */
export const hubAdminContent = (callables: readonly CallableSummary[]): OfferedContent => {
  const tools = callables
    .filter(
      ({ origin, name, hints }) =>
        origin === 'hub' && hints.sensitive.length === 0 && !onlyForPeople.has(name),
    )
    .map(({ name }) => ({ name: name.replaceAll('.', '_'), operation: name }));
  return {
    ...{ name: hubAdmin, title: 'This hub', number: null, version: '1' },
    content: contentSchema.parse({ instructions, tools, outputs: false }),
    pins: undefined,
    changed: new Map(),
    searchAbove: mostListed,
  };
};
