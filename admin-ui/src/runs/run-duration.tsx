import type { Run } from '../api/shapes.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { durationText } from './duration.ts';
import { useTick } from './use-tick.ts';

/** How long it took, or has taken so far. */
export const RunDuration = ({ run }: { readonly run: Pick<Run, 'startedAt' | 'endedAt'> }) => {
  const { language } = useMessages();
  const now = useTick(run.endedAt === null);
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  const text = durationText(language, end - Date.parse(run.startedAt));
  return <span className={run.endedAt === null ? 'muted' : undefined}>{text}</span>;
};
