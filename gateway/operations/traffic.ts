import type { HubOperation } from '../../platform/invoke/context.ts';
import { listTrafficRequests } from './traffic/requests.ts';
import { getTrafficStatus, type TrafficStatusDeps } from './traffic/status.ts';
import { tryTraffic } from './traffic/try.ts';
import { getTrafficUsage } from './traffic/usage.ts';

/** What the gateway tells of itself. */
export const trafficOperations = (deps: TrafficStatusDeps): HubOperation[] => [
  getTrafficStatus(deps),
  getTrafficUsage(),
  listTrafficRequests(),
  tryTraffic(deps),
];
