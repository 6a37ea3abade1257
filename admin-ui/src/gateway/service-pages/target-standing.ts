import type { TrafficStatus } from '../../api/shapes.ts';

export interface Target {
  readonly url: string;
  readonly standing: string;
  readonly active: number;
  readonly requests: number;
  readonly failures: number;
  /** What its health check answered last. */
  readonly check: string | null;
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** The addresses of a service as the process sees them that answers; none before it has met one. */
export const targetsOf = (status: TrafficStatus | undefined, name: string): readonly Target[] =>
  (status?.services.find((one) => one.name === name)?.targets ?? []).map((target) => {
    const check = (target['lastCheck'] ?? {}) as Readonly<Record<string, unknown>>;
    return {
      url: String(target['url']),
      standing: standingOf(target),
      active: numberOf(target['active']),
      requests: numberOf(target['requests']),
      failures: numberOf(target['failures']),
      check: typeof check['answer'] === 'string' ? check['answer'] : null,
    };
  });

/** For the gateway an address is up as long as nothing speaks against it: people are told whether anything speaks for it. */
const standingOf = (target: Readonly<Record<string, unknown>>): string => {
  const standing = String(target['standing']);
  if (standing !== 'up' || target['checked'] === true) return standing;
  return target['lastFailed'] === true ? 'failed' : 'unchecked';
};
