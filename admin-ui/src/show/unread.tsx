import type { ReactNode } from 'react';
import type { Read } from '../api/queries.tsx';
import { Failure } from './failure.tsx';
import { PageHeader } from './page-header.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import styles from './unread.module.css';

interface UnreadProps {
  readonly read: Pick<Read<unknown>, 'problem' | 'busy' | 'reload'>;
  /** What was tried: "The toolset could not be loaded". */
  readonly failed: string;
  /** Of a page: it says what it is of also where there is nothing to show. */
  readonly title?: string;
  readonly back?: ReactNode;
}

/** In place of what has not been read: its outline, or why it cannot be shown. */
export const Unread = ({ read, failed, title, back }: UnreadProps) => {
  const { problem, busy, reload } = read;
  if (problem === null) return <PageSkeleton />;
  return (
    <>
      {title !== undefined && <PageHeader title={title} about={back} />}
      <div className={styles['place']}>
        <Failure what={failed} problem={problem} onRetry={reload} retrying={busy} />
      </div>
    </>
  );
};
