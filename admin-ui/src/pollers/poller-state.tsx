import type { Poller } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark, type Tone } from '../show/state-mark.tsx';

export const pollerStates = ['active', 'paused', 'failing'] as const;

const tones: Readonly<Record<Poller['state'], Tone>> = {
  active: 'success',
  paused: 'quiet',
  failing: 'failed',
};

export const PollerState = ({ state }: { readonly state: Poller['state'] }) => {
  const t = useT();
  return <StateMark tone={tones[state]}>{t(`pollers.state.${state}`)}</StateMark>;
};
