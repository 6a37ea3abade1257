import type { Read } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { isUsed, UsedBy, type Users } from './used-by.tsx';

/** Before something is deleted: what names it. Nothing is said where nothing does. */
export const WhatIsLost = ({ read }: { readonly read: Read<Users> }) => {
  const t = useT();
  const { data, problem } = read;
  if (data !== undefined)
    return isUsed(data) ? (
      <div style={{ marginTop: 12 }} role="status">
        <p>{t('usedBy.gone')}</p>
        <UsedBy users={data} />
      </div>
    ) : null;
  return (
    <div style={{ marginTop: 12 }} role="status">
      {problem === null ? (
        <p className="muted">{t('usedBy.looking')}</p>
      ) : (
        <Failure
          quiet
          what={t('usedBy.failed')}
          problem={problem}
          onRetry={read.reload}
          retrying={read.busy}
        />
      )}
    </div>
  );
};
