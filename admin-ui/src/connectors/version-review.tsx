import { Button, Group } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';
import { ChangeGroups } from './change-groups.tsx';
import { NoteList } from './note-list.tsx';
import { VersionState } from './version-state.tsx';
import styles from './version-review.module.css';

interface ReviewProps {
  readonly connector: string;
  readonly version: number;
  onDone(): void;
}

/** One version: what it changes, and whether it shall be in use. */
export const VersionReview = ({ connector, version, onDone }: ReviewProps) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const path = { name: connector, version };
  const read = useRead(key('versions', 'one', connector, version), (signal) =>
    answer(client.GET('/api/connectors/{name}/versions/{version}', { signal, params: { path } })),
  );
  const decide = useWrite((publish: boolean): Promise<unknown> =>
    publish
      ? answer(client.POST('/api/connectors/{name}/versions/{version}/publish', { params: { path } }))
      : answer(client.DELETE('/api/connectors/{name}/versions/{version}', { params: { path } })),
  );
  const run = (publish: boolean): void => {
    decide.run(publish).then(
      () => {
        for (const noun of ['connectors', 'operations', 'versions']) cache.expire(key(noun));
        notices.done(t(publish ? 'versions.wasPublished' : 'versions.wasDiscarded', { version }));
        onDone();
      },
      () => undefined,
    );
  };
  const facts = read.data;
  if (facts === undefined)
    return read.problem === null ? null : (
      <Failure what={t('versions.oneFailed')} problem={read.problem} onRetry={read.reload} />
    );
  const { state, current } = facts.version;
  const draft = state === 'draft';
  return (
    <section className={styles['review']} aria-labelledby="version">
      <div className={styles['head']}>
        <h2 id="version">{t('versions.number', { version })}</h2>
        <VersionState version={facts.version} />
        {may('connectors.write') && !current && state !== 'discarded' && (
          <Group gap={8} ml="auto">
            <Button size="xs" loading={decide.busy} onClick={() => run(true)}>
              {t(draft ? 'versions.publish' : 'versions.publishAgain')}
            </Button>
            {draft && (
              <Button size="xs" variant="default" disabled={decide.busy} onClick={() => run(false)}>
                {t('versions.discard')}
              </Button>
            )}
          </Group>
        )}
      </div>
      {decide.problem !== null && <Failure quiet what={t('ask.failed')} problem={decide.problem} />}
      {draft && <p className="muted">{t('versions.draftText')}</p>}
      <ChangeGroups changes={facts.changes} />
      {facts.notes.length > 0 && (
        <>
          <h3>{t('connectors.notes')}</h3>
          <NoteList notes={facts.notes} />
        </>
      )}
      {facts.skipped.length > 0 && (
        <p className="muted">{t('connectors.skippedCount', { count: facts.skipped.length })}</p>
      )}
    </section>
  );
};
