import type { McpServer } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark, type Tone } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';

export const serverStates = ['healthy', 'needs_sign_in', 'down'] as const;

const tones: Readonly<Record<McpServer['state'], Tone>> = {
  healthy: 'success',
  needs_sign_in: 'waiting',
  down: 'failed',
};

/** Whether it answers; and since when not. */
export const ServerState = ({ server }: { readonly server: Pick<McpServer, 'state' | 'since'> }) => {
  const t = useT();
  const { state, since } = server;
  return (
    <span>
      <StateMark tone={tones[state]}>{t(`mcpServers.state.${state}`)}</StateMark>
      {state === 'down' && (
        <span className="muted">
          {' '}
          <RelativeTime at={since} />
        </span>
      )}
    </span>
  );
};
