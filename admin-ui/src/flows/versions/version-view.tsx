import { Button, CloseButton, Group, Select } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../../api/queries.tsx';
import type { Flow } from '../../api/shapes.ts';
import { useNavigate } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import { flowPath } from '../flow-path.ts';
import { DiffView } from './diff-view.tsx';
import styles from './versions.module.css';

interface ViewProps {
  readonly flow: Flow;
  readonly number: number;
  onClose(): void;
}

/** One version: what is different in it, and the two ways back to it. */
export const VersionView = ({ flow, number, onClose }: ViewProps) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const { name } = flow;
  const [against, setAgainst] = useState<'draft' | 'published' | 'before'>('draft');
  const sides = against === 'before' ? { from: number - 1, to: number } : { from: number, to: against };
  const read = useRead(
    key('flow-versions', 'diff', name, sides, flow.draft.fence, flow.published?.number),
    (signal) =>
      answer(
        client.GET('/api/flows/{name}/diff', {
          signal,
          params: { path: { name }, query: sides },
        }),
      ),
  );
  const path = { name, number };
  const use = useWrite(() =>
    answer(client.POST('/api/flows/{name}/publish', { params: { path: { name } }, body: { number } })),
  );
  const restore = useWrite(() =>
    answer(
      client.POST('/api/flows/{name}/versions/{number}/restore', {
        params: { path },
        body: { basedOn: flow.draft.fence },
      }),
    ),
  );
  const done = (message: string): void => {
    for (const noun of ['flows', 'flow-versions']) cache.expire(key(noun));
    notices.done(message);
  };
  const putIntoUse = (): void => {
    use.run(undefined).then(
      () => done(t('flows.wasPublished', { number })),
      () => undefined,
    );
  };
  const makeDraft = (): void => {
    restore.run(undefined).then(
      () => {
        done(t('flows.wasRestored', { number }));
        navigate(flowPath(space, name));
      },
      () => undefined,
    );
  };
  const problem = use.problem ?? restore.problem;
  return (
    <section className={styles['view']} aria-labelledby="version">
      <div className={styles['head']}>
        <h2 id="version">{t('flows.versionNumber', { number })}</h2>
        <Group gap={8} ml="auto">
          {may('flows.publish') && flow.published?.number !== number && (
            <Button size="xs" loading={use.busy} onClick={putIntoUse}>
              {t('flows.useVersion')}
            </Button>
          )}
          {may('flows.write') && (
            <Button size="xs" variant="default" loading={restore.busy} onClick={makeDraft}>
              {t('flows.restore')}
            </Button>
          )}
          <CloseButton aria-label={t('close')} onClick={onClose} />
        </Group>
      </div>
      {problem !== null && <Failure quiet what={t('ask.failed')} problem={problem} />}
      <Select
        size="xs"
        w={220}
        label={t('flows.compareWith')}
        data={[
          { value: 'draft' as const, label: t('flows.compareDraft') },
          { value: 'published' as const, label: t('flows.compareInUse') },
          ...(number > 1
            ? [{ value: 'before' as const, label: t('flows.versionNumber', { number: number - 1 }) }]
            : []),
        ]}
        value={against}
        onChange={(value) => setAgainst(value ?? 'draft')}
      />
      {read.problem !== null && (
        <Failure quiet what={t('flows.diffFailed')} problem={read.problem} onRetry={read.reload} />
      )}
      {read.data !== undefined && <DiffView text={read.data.text} />}
    </section>
  );
};
