import { Button, Group, Progress } from '@mantine/core';
import { useT } from '../../messages/messages-context.tsx';
import { Elapsed } from '../../show/elapsed.tsx';
import { verdictOf, verdicts } from './verdict.tsx';
import type { Tries } from './use-tries.ts';
import styles from './tries-tab.module.css';

/** How far it is, what has come of it, and how to stop it. */
export const TryProgress = ({ tries }: { readonly tries: Tries }) => {
  const t = useT();
  const { state, done, of, lines } = tries;
  if (state === 'none') return null;
  const said =
    state === 'busy'
      ? of === null
        ? t('tries.beginning')
        : t('tries.progress', { done, of })
      : state === 'done'
        ? t('tries.done', { count: done })
        : t('tries.stopped', { done, of: of ?? 0 });
  const counts = verdicts.map((verdict) => ({
    verdict,
    count: lines.filter((line) => verdictOf(line) === verdict).length,
  }));
  return (
    <div className={styles['progress']}>
      <Group gap={8}>
        <span role="status">{said}</span>
        {state === 'busy' && (
          <>
            <Elapsed />
            <Button size="compact-sm" variant="default" onClick={tries.cancel}>
              {t('cancel')}
            </Button>
          </>
        )}
      </Group>
      {state === 'busy' && (
        <Progress value={of === null ? 0 : (100 * done) / of} aria-label={t('tries.progressLabel')} />
      )}
      {done > 0 && (
        <p className={styles['counts']}>
          {counts.map(({ verdict, count }) => (
            <span key={verdict} data-verdict={verdict}>
              <strong>{count}</strong> {t(`tries.${verdict}`)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
};
