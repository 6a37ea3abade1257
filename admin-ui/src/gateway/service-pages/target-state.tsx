import { useT } from '../../messages/messages-context.tsx';
import { StateMark, type Tone } from '../../show/state-mark.tsx';

const standings = {
  up: ['success', 'gateway.standing.up'],
  unchecked: ['quiet', 'gateway.standing.unchecked'],
  failed: ['waiting', 'gateway.standing.failed'],
  unhealthy: ['failed', 'gateway.standing.unhealthy'],
  ejected: ['failed', 'gateway.standing.ejected'],
  open: ['failed', 'gateway.standing.open'],
  'half-open': ['waiting', 'gateway.standing.halfOpen'],
  drained: ['quiet', 'gateway.standing.drained'],
} as const satisfies Readonly<Record<string, readonly [Tone, string]>>;

export const TargetState = ({ standing }: { readonly standing: string }) => {
  const t = useT();
  const known = Object.hasOwn(standings, standing)
    ? standings[standing as keyof typeof standings]
    : undefined;
  if (known === undefined) return <StateMark tone="quiet">{standing}</StateMark>;
  return <StateMark tone={known[0]}>{t(known[1])}</StateMark>;
};
