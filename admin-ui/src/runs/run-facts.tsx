import { Group } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Run } from '../api/shapes.ts';
import { flowPath } from '../flows/flow-path.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { ExactTime } from '../show/time.tsx';
import { RunDuration } from './run-duration.tsx';
import { runPath } from './run-path.ts';
import { RunStatus } from './run-status.tsx';
import { triggerText } from './trigger-text.ts';
import { versionText } from './version-text.ts';
import styles from './run-page.module.css';

const childrenShown = 20;

/** What there is to know of a run besides its tasks. */
export const RunFacts = ({ run }: { readonly run: Run }) => {
  const t = useT();
  const { space } = useHub();
  const children = useChildren(run);
  const { version, error, status, orderKey, parent } = run;
  const reason = status === 'cancelled' && typeof error?.['reason'] === 'string' ? error['reason'] : '';
  const versionView = version === null ? '' : `?tab=versions&version=${version}`;
  return (
    <dl className={styles['facts']}>
      <div>
        <dt>{t('runs.status')}</dt>
        <dd>
          <RunStatus run={run} /> {reason !== '' && <span className="muted any-break">{reason}</span>}
        </dd>
      </div>
      <div>
        <dt>{t('runs.version')}</dt>
        <dd>
          <Link to={flowPath(space, run.flow, versionView)} className="link">
            {versionText(t, version)}
          </Link>
        </dd>
      </div>
      <div>
        <dt>{t('runs.trigger')}</dt>
        <dd className="any-break">{triggerText(t, run.trigger)}</dd>
      </div>
      <div>
        <dt>{t('runs.started')}</dt>
        <dd>
          <ExactTime at={run.startedAt} />
        </dd>
      </div>
      <div>
        <dt>{t('runs.duration')}</dt>
        <dd>
          <RunDuration run={run} />
        </dd>
      </div>
      {orderKey !== null && (
        <div>
          <dt>{t('runs.orderKey')}</dt>
          <dd className="any-break">{orderKey}</dd>
        </div>
      )}
      {parent !== null && (
        <div>
          <dt>{t('runs.parent')}</dt>
          <dd>
            <Link to={runPath(space, parent)} className="link">
              <code>{parent.slice(-6)}</code>
            </Link>
          </dd>
        </div>
      )}
      {children.length > 0 && (
        <div>
          <dt>{t('runs.children')}</dt>
          <dd>
            <Group gap={8}>
              {children.map((child) => (
                <Link key={child.run} to={runPath(space, child.run)} className="link">
                  {child.flow} <code>{child.run.slice(-6)}</code>
                </Link>
              ))}
            </Group>
          </dd>
        </div>
      )}
      <div>
        <dt>ID</dt>
        <dd>
          <Group gap={4} wrap="nowrap">
            <code className="any-break">{run.run}</code>
            <CopyIcon value={run.run} label={t('copy.id')} />
          </Group>
        </dd>
      </div>
    </dl>
  );
};

const useChildren = ({ run, endedAt }: Run): readonly Run[] => {
  const { client, key } = useHub();
  const query = { parent: run, limit: childrenShown, sort: 'startedAt' as const };
  const read = useRead(
    key('runs', 'children', run, endedAt),
    (signal) => answer(client.GET('/api/runs', { signal, params: { query } })),
    { fresh: true, ...(endedAt === null && { everyMs: 5_000 }) },
  );
  return read.data?.items ?? [];
};
