import type { Hook } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { lacksSecret } from './entry.ts';

export const hookStates = ['active', 'paused'] as const;

/** Whether the last one that came was not taken. */
export const refusedLast = ({ lastRefusedAt, lastReceivedAt }: Hook): boolean =>
  lastRefusedAt !== null && (lastReceivedAt === null || lastRefusedAt > lastReceivedAt);

export const HookState = ({ hook }: { readonly hook: Hook }) => {
  const t = useT();
  if (hook.state === 'paused') return <StateMark tone="quiet">{t('hooks.state.paused')}</StateMark>;
  if (lacksSecret(hook)) return <StateMark tone="waiting">{t('hooks.state.noSecret')}</StateMark>;
  return refusedLast(hook) ? (
    <StateMark tone="failed">{t('hooks.state.refused')}</StateMark>
  ) : (
    <StateMark tone="success">{t('hooks.state.active')}</StateMark>
  );
};
