import { useMessages } from '../../messages/messages-context.tsx';
import { durationText } from '../../runs/duration.ts';
import { useTick } from '../../runs/use-tick.ts';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

/** How far the run is: steps that are over, the one that it is at, and for how long it has been going. */
export const TrialProgress = ({ trial }: { readonly trial: Trial }) => {
  const { t, language } = useMessages();
  const { run, marks } = trial.run;
  const underWay = run !== undefined && run.endedAt === null;
  const now = useTick(underWay);
  if (run === undefined) return null;
  const all = [...marks];
  const over = all.filter(([, { status }]) => status !== 'running' && status !== 'waiting').length;
  // Of steps that hold each other the innermost says where the run is.
  const at = all
    .filter(([, { status }]) => status === 'running' || status === 'waiting')
    .map(([place]) => place)
    .toSorted((one, other) => other.split('/').length - one.split('/').length)[0];
  const name = at === undefined ? undefined : trial.shape.steps.get(at)?.name;
  const ms = (underWay ? now : Date.parse(run.endedAt ?? '')) - Date.parse(run.startedAt);
  return (
    <span className={`${styles['progress']} muted small`}>
      {t('editor.trial.stepsOver', { count: over })}
      {underWay && name !== undefined && <>, {t('editor.trial.stepNow', { name })}</>},{' '}
      {durationText(language, ms)}
    </span>
  );
};
