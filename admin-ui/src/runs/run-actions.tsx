import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Run } from '../api/shapes.ts';
import { TestOfRunSheet } from '../flows/tests/test-of-run-sheet.tsx';
import {
  IconDone,
  IconDownload,
  IconHeld,
  IconMore,
  IconRefresh,
  IconStop,
  IconTests,
  IconTry,
} from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { CancelRun } from './cancel-run.tsx';
import { DismissRun } from './dismiss-run.tsx';
import { mayCancel, mayDismiss, mayResume, mayRetry, maySuspend } from './run-state.ts';
import { useChangeRun } from './use-change-run.ts';
import { useDownloadRun } from './use-download-run.ts';

interface ActionsProps {
  readonly run: Run;
  /** Begins another run with what this one was given. */
  onRunAnew(): void;
}

export const RunActions = ({ run, onRunAnew }: ActionsProps) => {
  const t = useT();
  const may = useMay();
  const change = useChangeRun();
  const download = useDownloadRun();
  const [leaving, setLeaving] = useState(false);
  const [testing, setTesting] = useState(false);
  const [dismissing, setDismissing] = useState(false);
  const runs = may('flows.run');
  return (
    <>
      {runs && mayRetry(run) && (
        <Button size="xs" leftSection={<IconRefresh size={14} />} onClick={() => change(run, 'retry')}>
          {t('runs.retry')}
        </Button>
      )}
      {runs && mayDismiss(run) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDone size={14} />}
          onClick={() => setDismissing(true)}
        >
          {t('runs.dismiss')}
        </Button>
      )}
      {runs && mayResume(run) && (
        <Button size="xs" leftSection={<IconTry size={14} />} onClick={() => change(run, 'resume')}>
          {t('runs.resume')}
        </Button>
      )}
      {runs && maySuspend(run) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconHeld size={14} />}
          onClick={() => change(run, 'suspend')}
        >
          {t('runs.suspend')}
        </Button>
      )}
      {runs && mayCancel(run) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconStop size={14} />}
          onClick={() => setLeaving(true)}
        >
          {t('runs.cancel')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" px={8} aria-label={t('runs.more')}>
            <IconMore size={14} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {runs && (
            <Menu.Item leftSection={<IconTry size={14} />} onClick={onRunAnew}>
              {t('runs.anew')}
            </Menu.Item>
          )}
          {may('flows.write') && run.mode === 'durable' && (
            <Menu.Item leftSection={<IconTests size={14} />} onClick={() => setTesting(true)}>
              {t('tests.ofRun')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => download(run)}>
            {t('runs.download')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DismissRun run={dismissing ? run : null} onClose={() => setDismissing(false)} />
      <TestOfRunSheet run={testing ? run : null} onClose={() => setTesting(false)} />
      <CancelRun run={leaving ? run : null} onClose={() => setLeaving(false)} />
    </>
  );
};
