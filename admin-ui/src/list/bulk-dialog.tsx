import { Button, Group, Modal, Progress, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import type { BulkTask } from './bulk-bar.tsx';
import { BulkResult } from './bulk-result.tsx';
import { runBulk, type BulkOutcome } from './run-bulk.ts';
import styles from './bulk.module.css';

interface DialogProps<Item> {
  readonly noun: string;
  readonly task: BulkTask<Item>;
  readonly nameOf: (item: Item) => string;
  /** Whether anything was done. */
  onClose(changed: boolean): void;
}

type Phase = 'asking' | 'running' | 'over';
const named = 6;

/** Asks with the number, shows how far it is, can be stopped, and says what did not work. */
export const BulkDialog = <Item,>({ noun, task, nameOf, onClose }: DialogProps<Item>) => {
  const t = useT();
  const { key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const { action } = task;
  const [phase, setPhase] = useState<Phase>('asking');
  const [items, setItems] = useState(task.items);
  const [outcome, setOutcome] = useState<BulkOutcome<Item>>({ done: [], failed: [], left: items });
  const stop = useRef(new AbortController());
  const settled = outcome.done.length + outcome.failed.length;

  const start = async (wanted: readonly Item[]): Promise<void> => {
    stop.current = new AbortController();
    setItems(wanted);
    setOutcome({ done: [], failed: [], left: wanted });
    setPhase('running');
    const { signal } = stop.current;
    const end = await runBulk({ items: wanted, signal, run: action.run, onProgress: setOutcome });
    cache.expire(key(noun));
    setOutcome(end);
    if (end.failed.length > 0 || end.left.length > 0) return setPhase('over');
    notices.done(action.done(end.done.length));
    onClose(true);
  };
  const close = (): void => {
    if (phase === 'running') stop.current.abort();
    else onClose(phase === 'over' && settled > 0);
  };
  const label = action.label(items.length);
  return (
    <Modal
      opened
      onClose={close}
      title={phase === 'asking' ? t('bulk.ask', { action: label }) : label}
      closeOnClickOutside={phase === 'asking'}
      closeButtonProps={{ 'aria-label': phase === 'running' ? t('bulk.stop') : t('close') }}
    >
      {phase === 'asking' && (
        <Stack gap={16}>
          <p>{action.text}</p>
          <ul className={styles['names']}>
            {items.slice(0, named).map((item, place) => (
              <li key={place}>{nameOf(item)}</li>
            ))}
            {items.length > named && (
              <li className="muted">{t('bulk.more', { count: items.length - named })}</li>
            )}
          </ul>
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t('cancel')}
            </Button>
            <Button
              {...(action.dangerous === true ? { color: 'red.8' } : {})}
              onClick={() => void start(task.items)}
            >
              {label}
            </Button>
          </Group>
        </Stack>
      )}
      {phase === 'running' && (
        <Stack gap={16}>
          <p role="status">{t('bulk.progress', { done: settled, all: items.length })}</p>
          <Progress value={(100 * settled) / items.length} aria-label={label} />
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t('bulk.stop')}
            </Button>
          </Group>
        </Stack>
      )}
      {phase === 'over' && (
        <BulkResult
          outcome={outcome}
          done={action.done(outcome.done.length)}
          nameOf={nameOf}
          onRetry={() => void start([...outcome.failed.map(({ item }) => item), ...outcome.left])}
          onClose={close}
        />
      )}
    </Modal>
  );
};
