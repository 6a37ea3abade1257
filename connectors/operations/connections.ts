import type { HubOperation } from '../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../auth/deps.ts';
import { returnFromProvider } from './connections/callback.ts';
import { connectConnection } from './connections/connect.ts';
import { createConnection } from './connections/create.ts';
import { removeConnection } from './connections/delete.ts';
import { getConnectionForm } from './connections/form.ts';
import { getSpaceConnection } from './connections/get.ts';
import { listSpaceConnections } from './connections/list.ts';
import { revokeSpaceConnection } from './connections/revoke.ts';
import { makeConnectionDefault } from './connections/set-default.ts';
import { testConnection } from './connections/test.ts';
import { updateConnection } from './connections/update.ts';

/** Everything that is offered about connections. */
export const connectionOperations = (deps: ConnectionDeps): HubOperation[] => [
  listSpaceConnections(),
  getConnectionForm(deps),
  returnFromProvider(deps),
  getSpaceConnection(deps),
  createConnection(deps),
  updateConnection(deps),
  removeConnection(deps),
  makeConnectionDefault(),
  connectConnection(deps),
  testConnection(deps),
  revokeSpaceConnection(deps),
];
