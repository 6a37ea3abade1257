import { z } from 'zod';
import { callerId, type Caller } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { checkEntry, stateOf } from '../../auth/entry.ts';
import { requireConnection, requireConnector } from '../../auth/load.ts';
import { sealSecrets } from '../../auth/secrets.ts';
import { checkServer } from '../../auth/server.ts';
import {
  alternativeSchema,
  changesSchema,
  connectionSchema,
  connectorName,
  nameInput,
  serverInput,
  shownConnection,
} from '../../auth/shape.ts';
import { addConnection } from '../../auth/store.ts';

export const createConnection = ({ vault, schemesOf }: Pick<ConnectionDeps, 'vault' | 'schemesOf'>) =>
  hubOperation({
    name: 'connections.create',
    summary: 'Connect this space to an account of a connector',
    description:
      'The fields of `settings` and `secrets` are those of the schemes, as `/api/connections/form` lists them. ' +
      'Where a person has to sign in at the provider, `connect` comes next.',
    access: 'connections.write',
    http: { method: 'POST', path: '/api/connections', status: 201 },
    hints: { sensitive: ['secrets'] },
    input: z.strictObject({
      connector: connectorName,
      name: nameInput,
      alternative: alternativeSchema,
      settings: changesSchema.default({}),
      secrets: changesSchema.default({}),
      server: serverInput.default({ url: null, variables: {} }),
      own: z
        .boolean()
        .default(false)
        .describe(
          'It belongs to whoever makes it: calls use it for that person only, who has one of each connector.',
        ),
    }),
    output: connectionSchema,
    run: async ({ connector, name, server, own, ...entry }, context) => {
      const { tx, spaceId, caller } = context;
      const auth = await requireConnector(schemesOf, { tx, spaceId }, connector);
      checkServer(auth.servers, server);
      const { settings, entered, hints } = checkEntry(auth, entry);
      const place = { spaceId, connectionId: newId('cxn') };
      await addConnection(tx, spaceId, {
        ...{ connector, name, settings, hints, alternative: entry.alternative },
        connectionId: place.connectionId,
        serverUrl: server.url,
        serverVariables: server.variables,
        sealed: await sealSecrets({ vault, tx }, place, { entered }),
        state: stateOf(auth, entry.alternative, settings),
        createdBy: callerId(caller),
        userId: own ? personOf(caller) : null,
      });
      const made = await requireConnection(tx, place);
      const data = { connectionId: made.id, connector, name };
      await context.publish({ type: 'connection.created', subject: made.id, data });
      context.audit(made.id, { connector, name, own, schemes: Object.keys(entry.alternative) });
      return shownConnection(made);
    },
  });

const personOf = (caller: Caller): string => {
  if (caller.kind === 'user') return caller.userId;
  throw new HubError(
    'forbidden',
    'Only a person has a connection of their own. Sign in, or leave out "own".',
  );
};
