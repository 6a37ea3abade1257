import type { Toolset } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';

/** What a reader wants to know first: is it offered, and is something of it held back. */
export const ToolsetState = ({ toolset }: { readonly toolset: Toolset }) => {
  const t = useT();
  const { published, blocked, draft } = toolset;
  if (published === null) return <StateMark tone="quiet">{t('toolsets.state.draft')}</StateMark>;
  if (blocked > 0)
    return <StateMark tone="failed">{t('toolsets.state.blocked', { count: blocked })}</StateMark>;
  return (
    <StateMark tone="success">
      {t(draft.changed ? 'toolsets.state.changed' : 'toolsets.state.inUse')}
    </StateMark>
  );
};
