import type { ToolCall } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';

const tones = { done: 'success', failed: 'failed', refused: 'waiting' } as const;

/** How a call ended, and with which error. */
export const CallOutcome = ({ call: { outcome, code } }: { readonly call: ToolCall }) => {
  const t = useT();
  return (
    <>
      <StateMark tone={tones[outcome]}>{t(`toolsets.outcome.${outcome}`)}</StateMark>
      {code !== null && <code className="muted"> {code}</code>}
    </>
  );
};
