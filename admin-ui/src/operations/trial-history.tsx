import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';
import { statusOf, type Trial } from './trial.ts';
import styles from './operation-page.module.css';

interface HistoryProps {
  readonly trials: readonly Trial[];
  readonly chosen: number | null;
  onChoose(trial: Trial): void;
}

/** The calls of this page; one that is chosen comes back with its input. */
export const TrialHistory = ({ trials, chosen, onChoose }: HistoryProps) => {
  const t = useT();
  return (
    <section aria-labelledby="history">
      <h3 id="history">{t('operation.history')}</h3>
      <ul className={styles['history']}>
        {trials.map((trial) => (
          <li key={trial.number}>
            <button
              type="button"
              aria-current={trial.number === chosen || undefined}
              onClick={() => onChoose(trial)}
            >
              <StateMark tone={'answer' in trial.outcome ? 'success' : 'failed'}>
                {trial.dryRun
                  ? t('operation.request')
                  : (statusOf(trial)?.toString() ?? t('operation.noStatus'))}
              </StateMark>
              <code className={`${styles['argument']} muted`}>{JSON.stringify(trial.input)}</code>
              <RelativeTime at={trial.at} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
