import { Button, Group, Stack } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { sayDetail, sayProblem } from '../messages/say-problem.ts';
import { StateMark } from '../show/state-mark.tsx';
import type { BulkOutcome } from './run-bulk.ts';
import styles from './bulk.module.css';

interface ResultProps<Item> {
  readonly outcome: BulkOutcome<Item>;
  /** "3 keys are revoked". */
  readonly done: string;
  readonly nameOf: (item: Item) => string;
  onRetry(): void;
  onClose(): void;
}

/** What was done, what was not, and why: by name, because a number alone cannot be followed up. */
export const BulkResult = <Item,>({ outcome, done, nameOf, onRetry, onClose }: ResultProps<Item>) => {
  const t = useT();
  const { failed, left } = outcome;
  return (
    <Stack gap={12}>
      {outcome.done.length > 0 && <StateMark tone="success">{done}</StateMark>}
      {left.length > 0 && <StateMark tone="quiet">{t('bulk.left', { count: left.length })}</StateMark>}
      {failed.length > 0 && (
        <div role="alert">
          <StateMark tone="failed">{t('bulk.failed', { count: failed.length })}</StateMark>
          <ul className={styles['failed']}>
            {failed.map(({ item, problem }, place) => (
              <li key={place}>
                <b>{nameOf(item)}</b>
                <span>{sayDetail(problem) ?? sayProblem(t, problem)}</span>
                {problem.requestId !== undefined && (
                  <span className="muted small">
                    {t('failure.code')} <code>{problem.requestId}</code>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Group gap={8} justify="flex-end">
        <Button variant="default" onClick={onRetry}>
          {t('bulk.again')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('close')}
        </Button>
      </Group>
    </Stack>
  );
};
