import type { ProbeNote, RunningTarget } from './running-target.ts';

export type Standing = 'up' | 'unhealthy' | 'ejected' | 'open' | 'half-open' | 'drained';

export interface TargetState {
  readonly url: string;
  readonly weight: number;
  readonly standing: Standing;
  /** Until it may be used again, where that is known. */
  readonly outForMs: number | null;
  /** Requests under way. */
  readonly active: number;
  /** Since this process knows the address. */
  readonly requests: number;
  readonly failures: number;
  readonly lastCheck: ProbeNote | null;
  /** Its standing is what a check says that is still made; else it is up as long as nothing speaks against it. */
  readonly checked: boolean;
  /** The last request that says something of the address had no good end. */
  readonly lastFailed: boolean;
}

export interface ServiceState {
  readonly spaceId: string;
  readonly name: string;
  readonly version: number;
  /** Requests that wait for a free connection. */
  readonly waiting: number;
  /** Its addresses are asked for their health at the moment. */
  readonly checked: boolean;
  readonly targets: readonly TargetState[];
}

/** For people: what this process knows of a service and its addresses. */
export const stateOf = (
  targets: readonly RunningTarget[],
  { now, ...service }: Omit<ServiceState, 'targets'> & { readonly now: number },
): ServiceState => ({
  ...service,
  targets: targets.map((target) => {
    const upAt = target.upAt(now);
    return {
      url: target.url,
      weight: target.weight,
      standing: standingOf(target, now),
      outForMs: upAt === null || upAt <= now ? null : Math.ceil(upAt - now),
      active: target.active,
      requests: target.requests,
      failures: target.failures,
      lastCheck: target.lastProbe,
      checked: service.checked && target.lastProbe !== null,
      lastFailed: target.lastFailed,
    };
  }),
});

const standingOf = (target: RunningTarget, now: number): Standing => {
  if (target.weight === 0) return 'drained';
  if (!target.healthy) return 'unhealthy';
  if (target.ejectedUntil > now) return 'ejected';
  const breaker = target.breaker?.state(now) ?? 'closed';
  return breaker === 'closed' ? 'up' : breaker;
};
