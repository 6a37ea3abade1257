import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Job } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface DiscardProps {
  readonly job: Job | null;
  onClose(): void;
}

export const DiscardJob = ({ job, onClose }: DiscardProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const discard = useWrite((jobId: string) =>
    answer(client.POST('/api/jobs/{jobId}/discard', { params: { path: { jobId } } })),
  );
  const name = job?.name ?? '';
  const confirm = (): void => {
    if (job === null) return;
    discard.run(job.id).then(
      () => {
        cache.expire(key('jobs'));
        notices.done(t('jobs.wasDiscarded', { name }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={job !== null}
      title={t('jobs.discardTitle', { name })}
      action={t('jobs.discard')}
      busy={discard.busy}
      problem={discard.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('jobs.discardText')}
    </AskOnce>
  );
};
