import { Button, Group, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Hook } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { RelativeTime } from '../show/time.tsx';
import { lacksSecret } from './entry.ts';
import { HookFacts } from './hook-facts.tsx';
import { refusedLast } from './hook-state.tsx';
import { ReceiptList } from './receipt-list.tsx';
import { usePauseHook } from './use-pause-hook.ts';
import styles from '../show/beside.module.css';

interface DetailProps {
  readonly hook: Hook;
  onEdit(): void;
  onRotate(): void;
  onDelete(): void;
}

const lookEveryMs = 3_000;

/** One webhook as it is now: its address, how it is checked, what came in and what was refused. */
export const HookDetail = ({ hook: listed, onEdit, onRotate, onDelete }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const pause = usePauseHook();
  const { id: endpointId } = listed;
  const watched = useRead(
    key('hooks', 'watched', endpointId),
    (signal) => answer(client.GET('/api/hooks/{endpointId}', { signal, params: { path: { endpointId } } })),
    { fresh: true, everyMs: lookEveryMs },
  );
  const hook = watched.data ?? listed;
  return (
    <Stack gap={16}>
      {lacksSecret(hook) && (
        <div className={styles['warning']} role="status">
          <p className={styles['title']}>{t('hooks.noSecretTitle')}</p>
          <p>{t('hooks.noSecretText')}</p>
          {may('connectors.write') && (
            <Button size="xs" onClick={onRotate}>
              {t('hooks.enterSecret')}
            </Button>
          )}
        </div>
      )}
      {refusedLast(hook) && !lacksSecret(hook) && (
        <div className={styles['warning']} role="status">
          <p className={styles['title']}>{t('hooks.refusedTitle')}</p>
          <p className="any-break" lang="en">
            {hook.lastRefusal}
          </p>
          <p className="muted">
            <RelativeTime at={hook.lastRefusedAt} /> · {t('hooks.refusedText')}
          </p>
        </div>
      )}
      {may('connectors.write') && (
        <Group gap={8}>
          <Button
            size="xs"
            variant={hook.state === 'paused' ? 'filled' : 'default'}
            onClick={() => pause(hook)}
          >
            {t(hook.state === 'paused' ? 'hooks.resume' : 'hooks.pause')}
          </Button>
          {hook.secretFrom !== 'none' && !lacksSecret(hook) && (
            <Button size="xs" variant="default" onClick={onRotate}>
              {t('hooks.rotate')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('connections.edit')}
          </Button>
          <Button size="xs" variant="default" onClick={onDelete}>
            {t('hooks.delete')}
          </Button>
        </Group>
      )}
      <HookFacts hook={hook} />
      <ReceiptList key={endpointId} hook={hook} />
    </Stack>
  );
};
