import { isDeepStrictEqual } from 'node:util';
import type { Running } from '../../../core/ports.ts';
import type { PoolUse } from '../../../platform/egress/pools.ts';
import type { Metrics } from '../../../platform/metrics.ts';
import { RunningService, type ServiceDeps, type ServiceToRun } from './running-service.ts';
import type { ServiceState } from './service-state.ts';
import { openMeters } from './upstream-meters.ts';

export interface ServicesOptions extends Pick<ServiceDeps, 'log' | 'clock' | 'probe'> {
  readonly metrics: Pick<Metrics, 'counter'>;
  readonly random?: () => number;
  readonly unusedMs?: number;
  /** No new request goes over these connections. */
  release(use: PoolUse): void;
}

export interface RunningServices extends Running {
  /** The one that runs, with all that it knows, as long as its document says the same. */
  serviceFor(wanted: ServiceToRun): RunningService;
  /** Lets go of all others: they were deleted. Requests that are under way on them go on. */
  keep(these: ReadonlySet<RunningService>): void;
  /** Of one space, as this process sees them. */
  states(spaceId: string): ServiceState[];
}

const fiveMinutes = 300_000;

export const openServices = (options: ServicesOptions): RunningServices => {
  const deps: ServiceDeps = {
    log: options.log,
    clock: options.clock,
    probe: options.probe,
    meters: openMeters(options.metrics),
    random: options.random ?? Math.random,
    unusedMs: options.unusedMs ?? fiveMinutes,
  };
  const services = new Map<string, RunningService>();
  const release = ({ use }: RunningService): void => {
    if (use !== undefined) options.release(use);
  };

  return {
    serviceFor: (wanted) => {
      // Neither ids nor names hold a space.
      const key = `${wanted.spaceId} ${wanted.name}`;
      const known = services.get(key);
      if (known?.isOf(wanted.document) === true) {
        known.renumber(wanted.version);
        return known;
      }
      const service = new RunningService(wanted, deps, known);
      if (known !== undefined) {
        known.rest();
        if (!isDeepStrictEqual(known.use, service.use)) release(known);
      }
      services.set(key, service);
      return service;
    },
    keep: (these) => {
      for (const [key, service] of services) {
        if (these.has(service)) continue;
        service.rest();
        release(service);
        services.delete(key);
      }
    },
    states: (spaceId) =>
      [...services.values()].filter((one) => one.spaceId === spaceId).map((one) => one.state()),
    stop: async () => {
      for (const service of services.values()) service.rest();
    },
  };
};
