import type { ApiKey } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark, type Tone } from '../show/state-mark.tsx';

const tones: Readonly<Record<ApiKey['state'], Tone>> = {
  active: 'success',
  expired: 'waiting',
  revoked: 'quiet',
};

export const KeyState = ({ state }: { readonly state: ApiKey['state'] }) => {
  const t = useT();
  return <StateMark tone={tones[state]}>{t(`keys.${state}`)}</StateMark>;
};
