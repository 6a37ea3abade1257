import { Button } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import type { FoundObjects } from './use-found-objects.ts';
import styles from './palette.module.css';

interface StateProps {
  readonly objects: FoundObjects;
  /** How many things there are to choose from. */
  readonly count: number;
  /** The keyboard goes on in the field. */
  onRetry(): void;
}

/** How the search goes. It has a line of its own, so that nothing moves when it says something else. */
export const PaletteState = ({ objects, count, onRetry }: StateProps) => {
  const t = useT();
  const { wantsMore, searching, failed, retry } = objects;
  const kinds = failed.map(({ many }) => t(many)).join(', ');
  return (
    <div className={styles['state']}>
      <p role="status" className="muted small">
        {searching
          ? t('palette.searching')
          : failed.length > 0
            ? t('palette.failed', { kinds })
            : wantsMore
              ? t('palette.more')
              : t('palette.found', { count })}
      </p>
      {failed.length > 0 && !searching && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            retry();
            onRetry();
          }}
        >
          {t('failure.retry')}
        </Button>
      )}
    </div>
  );
};
