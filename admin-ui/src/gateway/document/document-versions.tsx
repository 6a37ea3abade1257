import { Button, CloseButton, Group, Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../../api/queries.tsx';
import type { GatewayFacts, GatewayVersion } from '../../api/shapes.ts';
import type { Column } from '../../list/columns.ts';
import { DataList } from '../../list/data-list.tsx';
import { useList } from '../../list/use-list.ts';
import { useViewState } from '../../location/use-view-state.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { DiffLines } from './diff-lines.tsx';
import { documentApi, type DocumentKind } from './document-api.ts';
import type { EditedDocument } from './use-edited-document.ts';
import panel from '../../versions/version-panel.module.css';

interface VersionsProps {
  readonly kind: DocumentKind;
  readonly edited: EditedDocument;
  /** The address of the page, and of a view of it. */
  path(view: string): string;
}

/** All that was saved: each can be looked at, and made the newest again. */
export const DocumentVersions = ({ kind, edited, path }: VersionsProps) => {
  const t = useT();
  const { client } = useHub();
  const view = useViewState();
  const { name } = edited.base;
  const api = documentApi(client, kind);
  const list = useList({
    noun: `${kind}-versions`,
    within: name,
    filters: [],
    sorts: ['number'],
    id: ({ number }: GatewayVersion) => String(number),
    read: (query, signal) => api.versions(name, query, signal),
  });
  const columns = useMemo<readonly Column<GatewayVersion>[]>(
    () => [
      {
        name: 'number',
        header: t('flows.version'),
        sort: 'number',
        render: ({ number }) => t('flows.versionNumber', { number }),
      },
      { name: 'note', header: t('gateway.note'), width: '42%', render: ({ note }) => note },
      {
        name: 'state',
        header: t('gateway.state'),
        width: '128px',
        render: ({ current }) => (
          <StateMark tone={current ? 'success' : 'quiet'}>
            {t(current ? 'flows.published.yes' : 'flows.versionEarlier')}
          </StateMark>
        ),
      },
      {
        name: 'by',
        minor: true,
        header: t('gateway.savedBy'),
        width: '18%',
        render: ({ savedByName }) => savedByName,
      },
      {
        name: 'at',
        header: t('gateway.savedAt'),
        width: '136px',
        render: ({ savedAt }) => <RelativeTime at={savedAt} />,
      },
    ],
    [t],
  );
  const asked = Number(view.get('version'));
  return (
    <>
      {Number.isInteger(asked) && asked > 0 && (
        <OneVersion
          key={asked}
          kind={kind}
          edited={edited}
          number={asked}
          onClose={() => view.set({ version: null })}
        />
      )}
      <DataList
        list={list}
        label={t('gateway.tab.versions')}
        failed={t('flows.versionsFailed')}
        searchable={false}
        nameOf={({ number }) => t('flows.versionNumber', { number })}
        empty={{ title: t('flows.noVersions'), text: t('gateway.noVersions') }}
        linkTo={({ number }) => path(`?tab=versions&version=${number}`)}
        columns={columns}
      />
    </>
  );
};

interface OneProps {
  readonly kind: DocumentKind;
  readonly edited: EditedDocument;
  readonly number: number;
  onClose(): void;
}

const OneVersion = ({ kind, edited, number, onClose }: OneProps) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const { name, version: current } = edited.base;
  const api = documentApi(client, kind);
  const [against, setAgainst] = useState<'now' | 'before'>(
    number === current && number > 1 ? 'before' : 'now',
  );
  // What is newer stands at the right, so that what has come since is what was added.
  const sides = against === 'before' ? { from: number - 1, to: number } : { from: number, to: current };
  const diff = useRead(key(`${kind}-versions`, 'diff', name, sides), (signal) =>
    api.diff(name, sides, signal),
  );
  const restore = useWrite(() => api.restore(name, number, current));
  const run = (): void => {
    restore.run(undefined).then(
      (facts: GatewayFacts) => {
        cache.change<GatewayFacts>(key(`${kind}s`, 'one', name), () => facts);
        edited.take(facts);
        for (const noun of [`${kind}s`, `${kind}-versions`]) cache.expire(key(noun));
        notices.done(t('gateway.restored', { number, version: facts.version }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <section className={panel['panel']} aria-labelledby="version">
      <div className={panel['head']}>
        <h2 id="version">{t('flows.versionNumber', { number })}</h2>
        <Group gap={8} ml="auto">
          {may('traffic.write') && number !== current && (
            <Button size="xs" loading={restore.busy} disabled={edited.dirty} onClick={run}>
              {t('gateway.restore')}
            </Button>
          )}
          <CloseButton aria-label={t('close')} onClick={onClose} />
        </Group>
      </div>
      {edited.dirty && number !== current && <p className="muted">{t('gateway.restoreUnsaved')}</p>}
      {restore.problem !== null && <Failure quiet what={t('ask.failed')} problem={restore.problem} />}
      <Select
        size="xs"
        w={220}
        label={t('flows.compareWith')}
        allowDeselect={false}
        data={[
          { value: 'now' as const, label: t('gateway.versionNow', { number: current }) },
          ...(number > 1
            ? [{ value: 'before' as const, label: t('flows.versionNumber', { number: number - 1 }) }]
            : []),
        ]}
        value={against}
        onChange={(value) => setAgainst(value ?? 'now')}
      />
      {diff.problem !== null && (
        <Failure quiet what={t('flows.diffFailed')} problem={diff.problem} onRetry={diff.reload} />
      )}
      {diff.data !== undefined && <DiffLines lines={diff.data.lines} />}
    </section>
  );
};
