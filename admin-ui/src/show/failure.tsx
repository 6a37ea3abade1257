import { Button } from '@mantine/core';
import { IconFailed } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { sayDetail, sayProblem } from '../messages/say-problem.ts';
import type { Problem } from '../api/problem.ts';
import { CopyIcon } from './copy-button.tsx';
import styles from './failure.module.css';

interface FailureProps {
  readonly problem: Problem;
  /** What was tried: "The keys could not be loaded". */
  readonly what: string;
  readonly onRetry?: (() => void) | undefined;
  readonly retrying?: boolean;
  /** A strip above something that is still there, instead of a page's whole content. */
  readonly quiet?: boolean;
}

/** What happened, why, what to do, and a code to quote. */
export const Failure = ({ problem, what, onRetry, retrying = false, quiet = false }: FailureProps) => {
  const t = useT();
  const detail = sayDetail(problem);
  return (
    <div className={styles['failure']} role="alert" data-quiet={quiet || undefined}>
      <p className={styles['title']}>
        <IconFailed size={16} aria-hidden />
        {what}
      </p>
      <p>{sayProblem(t, problem)}</p>
      {detail !== null && <p className="muted any-break">{detail}</p>}
      {problem.requestId !== undefined && (
        <p className={`${styles['code']} muted small`}>
          {t('failure.code')} <code>{problem.requestId}</code>
          <CopyIcon value={problem.requestId} label={t('failure.copyCode')} />
        </p>
      )}
      {onRetry !== undefined && (
        <Button size="xs" variant="default" onClick={onRetry} loading={retrying}>
          {t('failure.retry')}
        </Button>
      )}
    </div>
  );
};
