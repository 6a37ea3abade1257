import { Button, Group, Stack } from '@mantine/core';
import type { Job } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { ExactTime } from '../show/time.tsx';
import { JobState } from './job-state.tsx';
import { mayDiscard, mayRetry, useRetryJob } from './use-retry-job.ts';

interface DetailProps {
  readonly job: Job;
  onDiscard(): void;
}

export const JobDetail = ({ job, onDiscard }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const retry = useRetryJob();
  return (
    <Stack gap={16}>
      <Facts
        facts={[
          [t('jobs.state'), <JobState key="state" state={job.state} />],
          [t('jobs.attempts'), String(job.attempts)],
          [t('jobs.created'), <ExactTime key="created" at={job.createdAt} />],
          [t('jobs.runAt'), <ExactTime key="run" at={job.runAt} />],
          [t('jobs.finished'), <ExactTime key="finished" at={job.finishedAt} />],
          [t('jobs.lastError'), job.lastError ?? '–'],
          [
            'ID',
            <Group key="id" gap={4} wrap="nowrap">
              <code>{job.id}</code>
              <CopyIcon value={job.id} label={t('copy.id')} />
            </Group>,
          ],
        ]}
      />
      {may('jobs.write') && (
        <Group gap={8}>
          {mayRetry(job) && (
            <Button size="xs" onClick={() => retry(job)}>
              {t('jobs.retry')}
            </Button>
          )}
          {mayDiscard(job) && (
            <Button size="xs" variant="default" onClick={onDiscard}>
              {t('jobs.discard')}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
};
