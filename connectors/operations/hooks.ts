import type { HubOperation } from '../../platform/invoke/context.ts';
import type { HookDeps } from '../hooks/deps.ts';
import { createHook } from './hooks/create.ts';
import { deleteHook } from './hooks/delete.ts';
import { getHook } from './hooks/get.ts';
import { listConnectorEvents } from './hooks/list-events.ts';
import { listHookProviders } from './hooks/list-providers.ts';
import { listHookReceipts } from './hooks/list-receipts.ts';
import { listHooks } from './hooks/list.ts';
import { rotateHookSecret } from './hooks/rotate-secret.ts';
import { sampleConnectorEvent } from './hooks/sample-event.ts';
import { updateHook } from './hooks/update.ts';
import { createPoller } from './pollers/create.ts';
import { deletePoller } from './pollers/delete.ts';
import { getPoller } from './pollers/get.ts';
import { listSpacePollers } from './pollers/list.ts';
import { runPollerNow } from './pollers/run-now.ts';
import { updatePoller } from './pollers/update.ts';

/** What comes in from other sides: webhooks, and pollers for those who send none. */
export const hookOperations = (deps: HookDeps): HubOperation[] => [
  listHooks(deps),
  getHook(deps),
  createHook(deps),
  updateHook(deps),
  deleteHook(deps),
  rotateHookSecret(deps),
  listHookReceipts(),
  listHookProviders(),
  listConnectorEvents(),
  sampleConnectorEvent(),
  listSpacePollers(),
  getPoller(),
  createPoller(deps),
  updatePoller(deps),
  deletePoller(),
  runPollerNow(deps),
];
