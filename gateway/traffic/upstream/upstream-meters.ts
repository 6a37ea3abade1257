import type { Metrics } from '../../../platform/metrics.ts';

export type UpstreamMeters = ReturnType<typeof openMeters>;

/** No label tells of a space or an address: there may be any number of them. */
export const openMeters = (metrics: Pick<Metrics, 'counter'>) => ({
  outs: metrics.counter('hub_traffic_upstream_outs_total', 'Addresses of services that were left out.', [
    'reason',
  ]),
  retries: metrics.counter('hub_traffic_upstream_retries_total', 'Requests that were sent once more.'),
  waits: metrics.counter(
    'hub_traffic_upstream_waits_total',
    'Requests that had to wait for a free connection to a service.',
  ),
});
