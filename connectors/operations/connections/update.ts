import { z } from 'zod';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { checkEntry, stateOf } from '../../auth/entry.ts';
import { connectionsTopic } from '../../auth/held.ts';
import { requireConnection, requireConnector, requireHeld, requireOwn } from '../../auth/load.ts';
import { openSecrets, sealSecrets } from '../../auth/secrets.ts';
import { checkServer } from '../../auth/server.ts';
import {
  alternativeSchema,
  changesSchema,
  connectionId,
  connectionSchema,
  namedAs,
  nameInput,
  serverInput,
  shownConnection,
} from '../../auth/shape.ts';
import { changeConnection } from '../../auth/store.ts';
import { dropStates } from '../../auth/store-states.ts';

type Deps = Pick<ConnectionDeps, 'vault' | 'schemesOf' | 'hints' | 'uses'>;

export const updateConnection = ({ vault, schemesOf, hints, uses }: Deps) =>
  hubOperation({
    name: 'connections.update',
    summary: 'Change a connection',
    description:
      'What is left out stays. Who changes where secrets travel to enters them again in the same request. A change ' +
      'of the client, the grant or the addresses ends the authorisation: connect again.',
    access: 'connections.write',
    http: { method: 'PATCH', path: '/api/connections/{connectionId}' },
    hints: { sensitive: ['secrets'] },
    input: z.strictObject({
      connectionId,
      name: nameInput.optional(),
      alternative: alternativeSchema.optional(),
      settings: changesSchema.default({}),
      secrets: changesSchema.default({}),
      server: serverInput.optional(),
    }),
    output: connectionSchema.extend({
      toolsets: z
        .array(toolsetUseSchema)
        .describe('Toolsets that name it as it was called before, and do not find it any more.'),
    }),
    run: async (input, context) => {
      const { tx, spaceId } = context;
      const place = { spaceId, connectionId: input.connectionId };
      const row = await requireHeld(tx, place);
      requireOwn(row, context.caller);
      const auth = await requireConnector(schemesOf, { tx, spaceId }, row.connector);
      const server = input.server ?? { url: row.serverUrl, variables: row.serverVariables };
      if (input.server !== undefined) checkServer(auth.servers, server);
      const moved =
        server.url !== row.serverUrl ||
        JSON.stringify(server.variables) !== JSON.stringify(row.serverVariables);
      const sealer = { vault, tx };
      const secrets = await openSecrets(sealer, place, row.sealed);
      const alternative = input.alternative ?? row.alternative;
      const { settings, secrets: given } = input;
      const checked = checkEntry(
        auth,
        { alternative, settings, secrets: given },
        { alternative: row.alternative, settings: row.settings, entered: secrets.entered, moved },
      );
      const { startsAnew, entered } = checked;
      const repaired = row.state === 'revoked' && Object.keys(given).length > 0;
      await changeConnection(tx, spaceId, {
        ...place,
        ...{ alternative, startsAnew, settings: checked.settings, hints: checked.hints },
        name: input.name ?? row.name,
        serverUrl: server.url,
        serverVariables: server.variables,
        sealed: await sealSecrets(sealer, place, startsAnew ? { entered } : { ...secrets, entered }),
        state: startsAnew || repaired ? stateOf(auth, alternative, checked.settings) : row.state,
      });
      if (startsAnew) await dropStates(tx, spaceId, input.connectionId);
      tx.afterCommit(() => hints.broadcast(connectionsTopic));
      const changed = await requireConnection(tx, place);
      const data = { connectionId: changed.id, connector: changed.connector, name: changed.name };
      await context.publish({ type: 'connection.changed', subject: changed.id, data });
      const toolsets =
        changed.name === row.name ? [] : await uses.toolsetsUsingConnection(tx, spaceId, namedAs(row));
      const fields = Object.entries(input).flatMap(([field, value]) =>
        field === 'connectionId' || Object.keys(value ?? {}).length === 0 ? [] : [field],
      );
      context.audit(changed.id, {
        ...{ fields, startsAnew },
        ...(changed.name !== row.name && { toolsets: toolsets.map((one) => one.name) }),
      });
      return { ...shownConnection(changed), toolsets };
    },
  });
