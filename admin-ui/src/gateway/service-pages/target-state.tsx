import type { TrafficStatus } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark, type Tone } from '../../show/state-mark.tsx';

export interface Target {
  readonly url: string;
  readonly standing: string;
  readonly active: number;
  readonly requests: number;
  readonly failures: number;
  /** What its health check answered last. */
  readonly check: string | null;
}

const standings = {
  up: ['success', 'gateway.standing.up'],
  unhealthy: ['failed', 'gateway.standing.unhealthy'],
  ejected: ['failed', 'gateway.standing.ejected'],
  open: ['failed', 'gateway.standing.open'],
  'half-open': ['waiting', 'gateway.standing.halfOpen'],
  drained: ['quiet', 'gateway.standing.drained'],
} as const satisfies Readonly<Record<string, readonly [Tone, string]>>;

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** The addresses of a service as the process sees them that answers; none before it has met one. */
export const targetsOf = (status: TrafficStatus | undefined, name: string): readonly Target[] =>
  (status?.services.find((one) => one.name === name)?.targets ?? []).map((target) => {
    const check = (target['lastCheck'] ?? {}) as Readonly<Record<string, unknown>>;
    return {
      url: String(target['url']),
      standing: String(target['standing']),
      active: numberOf(target['active']),
      requests: numberOf(target['requests']),
      failures: numberOf(target['failures']),
      check: typeof check['answer'] === 'string' ? check['answer'] : null,
    };
  });

export const TargetState = ({ standing }: { readonly standing: string }) => {
  const t = useT();
  const known = Object.hasOwn(standings, standing)
    ? standings[standing as keyof typeof standings]
    : undefined;
  if (known === undefined) return <StateMark tone="quiet">{standing}</StateMark>;
  return <StateMark tone={known[0]}>{t(known[1])}</StateMark>;
};
