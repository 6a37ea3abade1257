import type { Flow } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';

export const flowStates = ['active', 'paused'] as const;
export const flowModes = ['durable', 'fast'] as const;
export const publishedFilters = ['yes', 'changed', 'no'] as const;

/** What a reader wants to know first: is it in use, and is it at work. */
export const FlowState = ({ flow }: { readonly flow: Flow }) => {
  const t = useT();
  if (flow.state === 'paused') return <StateMark tone="quiet">{t('flows.state.paused')}</StateMark>;
  if (flow.published === null) return <StateMark tone="waiting">{t('flows.published.no')}</StateMark>;
  return flow.draft.changed ? (
    <StateMark tone="success">{t('flows.published.changed')}</StateMark>
  ) : (
    <StateMark tone="success">{t('flows.published.yes')}</StateMark>
  );
};
