import type { HubOperation } from '../../platform/invoke/context.ts';
import { getServer } from './servers/get.ts';
import { listSpaceServers } from './servers/list.ts';
import { lookAtServer } from './servers/look.ts';
import { listPrograms } from './servers/programs.ts';
import { refreshServer } from './servers/refresh.ts';
import { registerServer } from './servers/register.ts';
import { removeServer } from './servers/remove.ts';
import type { ServerDeps } from './servers/server-deps.ts';
import { testServer } from './servers/test.ts';
import { updateServer } from './servers/update.ts';

/** Everything that is offered about others' MCP servers. */
export const serverOperations = (deps: ServerDeps): HubOperation[] => [
  listSpaceServers(),
  listPrograms(deps),
  lookAtServer(deps),
  registerServer(deps),
  getServer(deps),
  updateServer(deps),
  removeServer(deps),
  refreshServer(deps),
  testServer(deps),
];
