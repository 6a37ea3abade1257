import { Button, CloseButton, Switch, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { Link } from '../../location/router.tsx';
import { useHub } from '../../api/hub-context.tsx';
import { IconPin, IconStop, IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { runPath } from '../../runs/run-path.ts';
import { RunStatus } from '../../runs/run-status.tsx';
import { useMay } from '../../session/me.ts';
import { BeginSheet } from './begin-sheet.tsx';
import { PinSheet } from './pin-list.tsx';
import { TrialProgress } from './trial-progress.tsx';
import type { Asked } from './trial-wish.ts';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

interface BarProps {
  readonly trial: Trial;
  readonly chosen: string | null;
  onBegin(asked: Asked): void;
  onClose(): void;
}

/** The buttons that try a flow out: all of it, to a step, from a step. */
export const TrialBar = ({ trial, chosen, onBegin: begin, onClose }: BarProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const [from, setFrom] = useState<string | null>(null);
  const [pinning, setPinning] = useState<string | null>(null);
  const { run } = trial;
  const step = chosen === null ? undefined : trial.shape.steps.get(chosen);
  const allowed = may('flows.write') && may('flows.run');
  const underWay = run.run !== undefined && run.run.endedAt === null;
  return (
    <div className={styles['bar']}>
      <h2>{t('editor.trial.title')}</h2>
      <Button
        size="xs"
        leftSection={<IconTry size={14} />}
        disabled={!allowed}
        loading={trial.busy}
        onClick={() => begin({})}
      >
        {t('editor.trial.begin')}
      </Button>
      {step !== undefined && (
        <div role="group" className={styles['step']} aria-label={step.name}>
          <span className={`${styles['stepName']} one-line`}>{step.name}</span>
          <Button
            size="xs"
            variant="default"
            disabled={!allowed || trial.busy}
            onClick={() => begin({ until: step.place })}
          >
            {t('editor.trial.toHere')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!allowed || trial.busy}
            onClick={() => setFrom(step.place)}
          >
            {t('editor.trial.fromHere')}
          </Button>
          {step.kind !== 'switch' && (
            <Button
              size="xs"
              variant={trial.pinned.has(step.place) ? 'light' : 'default'}
              leftSection={<IconPin size={14} />}
              onClick={() => setPinning(step.place)}
            >
              {t('editor.trial.pinThis')}
            </Button>
          )}
        </div>
      )}
      <Tooltip
        label={t(trial.kept.mock ? 'editor.trial.mockOn' : 'editor.trial.mockOff')}
        multiline
        maw={320}
      >
        <span>
          <Switch
            size="xs"
            label={t('editor.trial.mock')}
            checked={trial.kept.mock}
            onChange={(event) => trial.set({ mock: event.currentTarget.checked })}
          />
        </span>
      </Tooltip>
      <div className={styles['end']}>
        <span role="status" className={styles['state']}>
          {run.run !== undefined && <RunStatus run={run.run} />}
        </span>
        <TrialProgress trial={trial} />
        {run.run !== undefined && (
          <Link to={runPath(space, run.run.run)} className="link small">
            {t('editor.trial.toRun')}
          </Link>
        )}
        {underWay && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconStop size={14} />}
            disabled={run.run?.wanted === 'cancel'}
            onClick={trial.stop}
          >
            {t('editor.trial.stop')}
          </Button>
        )}
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </div>
      <PinSheet trial={trial} place={pinning} onClose={() => setPinning(null)} />
      <BeginSheet
        trial={trial}
        place={from}
        onBegin={(at) => {
          setFrom(null);
          begin({ from: at });
        }}
        onClose={() => setFrom(null)}
      />
    </div>
  );
};
