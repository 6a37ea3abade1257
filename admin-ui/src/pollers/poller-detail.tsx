import { Button, Group, Loader, Stack } from '@mantine/core';
import type { Poller } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Failure } from '../show/failure.tsx';
import { RelativeTime } from '../show/time.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { PollerFacts } from './poller-facts.tsx';
import { usePausePoller } from './use-pause-poller.ts';
import { useRunNow } from './use-run-now.ts';
import styles from '../show/beside.module.css';

interface DetailProps {
  readonly poller: Poller;
  onEdit(): void;
  onDelete(): void;
}

/** One poller as it is now: when it runs, what came of it, and where it is. */
export const PollerDetail = ({ poller: listed, onEdit, onDelete }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const pause = usePausePoller();
  const { poller, write, running, over, run } = useRunNow(listed);
  const failed = poller.lastError !== null;
  return (
    <Stack gap={16}>
      {failed && !running && (
        <div className={styles['warning']} role="status">
          <p className={styles['title']}>{t('pollers.failedTimes', { count: poller.failures })}</p>
          <p className="any-break" lang="en">
            {poller.lastError}
          </p>
          {poller.nextAt !== null && (
            <p className="muted">
              {t('pollers.triesAgain')} <RelativeTime at={poller.nextAt} />
            </p>
          )}
        </div>
      )}
      {may('connectors.write') && (
        <Group gap={8}>
          <Button size="xs" loading={write.busy} disabled={running} onClick={run}>
            {t('pollers.runNow')}
          </Button>
          <Button size="xs" variant="default" onClick={() => pause(poller)}>
            {t(poller.state === 'paused' ? 'pollers.resume' : 'pollers.pause')}
          </Button>
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('connections.edit')}
          </Button>
          <Button size="xs" variant="default" onClick={onDelete}>
            {t('pollers.delete')}
          </Button>
        </Group>
      )}
      {write.problem !== null && (
        <Failure quiet what={t('connections.actionFailed')} problem={write.problem} />
      )}
      <div role="status">
        {running && (
          <Group gap={8}>
            <Loader size={14} aria-hidden />
            {t('pollers.running')}
          </Group>
        )}
        {over && (
          <StateMark tone={failed ? 'failed' : 'success'}>
            {t(failed ? 'pollers.runFailed' : 'pollers.runDone')}
          </StateMark>
        )}
      </div>
      <PollerFacts poller={poller} />
    </Stack>
  );
};
