import type { Connection } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import type { Translate } from '../messages/translate.ts';
import { StateMark, type Tone } from '../show/state-mark.tsx';

const tones: Readonly<Record<Connection['state'], Tone>> = {
  ready: 'success',
  needs_auth: 'waiting',
  needs_reauth: 'failed',
  revoked: 'quiet',
};

export const connectionStates = ['ready', 'needs_auth', 'needs_reauth', 'revoked'] as const;

export const connectionWord = (t: Translate, state: Connection['state']): string =>
  t(`connections.state.${state}`);

export const ConnectionState = ({ state }: { readonly state: Connection['state'] }) => {
  const t = useT();
  return <StateMark tone={tones[state]}>{connectionWord(t, state)}</StateMark>;
};
