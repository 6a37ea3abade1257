import { Button, TextInput } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useRead } from '../api/queries.tsx';
import type { PublicApi } from '../api/shapes.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconDownload, IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { saveFile } from '../operations/save-file.ts';
import { Failure } from '../show/failure.tsx';
import { InlineCode } from '../show/inline-code.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { findsWords, readApi } from './api-document.ts';
import { ApiOperationView } from './api-operation.tsx';
import { usePortal } from './use-portal.tsx';
import styles from './portal.module.css';

/** The document of an API, to read, to search and to take along. */
export const ApiReference = ({ api }: { readonly api: PublicApi }) => {
  const t = useT();
  const { client, slug, key } = usePortal();
  const view = useViewState();
  const words = (view.get('q') ?? '').trim();
  const { data, problem, busy, reload } = useRead(key('document', api.name), (signal) =>
    answer(
      client.GET('/api/portal/{space}/apis/{api}/document', {
        ...{ signal, params: { path: { space: slug, api: api.name } } },
      }),
    ),
  );
  const read = useMemo(() => (data === undefined ? undefined : readApi(data)), [data]);
  const loaded = read !== undefined;
  useEffect(() => {
    // The browser looked for the place before the document had arrived.
    if (loaded) document.getElementById(decoded(window.location.hash.slice(1)))?.scrollIntoView();
  }, [loaded]);
  if (problem !== null && read === undefined)
    return problem.status === 404 ? null : (
      <Failure what={t('portal.documentFailed')} problem={problem} onRetry={reload} retrying={busy} />
    );
  if (read === undefined) return <PageSkeleton />;
  const found = read.operations.filter((operation) => words === '' || findsWords(operation, words));
  const groups = [...Map.groupBy(found, ({ tag }) => tag)];
  const save = (): void =>
    saveFile(
      new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }),
      `${api.name}.openapi.json`,
    );
  return (
    <>
      <div className={styles['reference']}>
        <h2 className={styles['heading']}>{t('portal.reference')}</h2>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} />} onClick={save}>
          {t('portal.download')}
        </Button>
      </div>
      {read.description !== '' && read.description !== api.about && (
        <p className="any-break">
          <InlineCode text={read.description} />
        </p>
      )}
      <TextInput
        type="search"
        maw={320}
        mb={8}
        aria-label={t('reference.search')}
        placeholder={t('reference.search')}
        leftSection={<IconSearch size={14} />}
        value={view.get('q') ?? ''}
        onChange={(event) => view.set({ q: event.currentTarget.value })}
      />
      <p role="status" className="muted small">
        {found.length === 0 ? t('list.nothing') : t('portal.operations', { count: found.length })}
      </p>
      {groups.map(([tag, operations]) => (
        <section key={tag} aria-label={tag === '' ? t('portal.reference') : tag}>
          {tag !== '' && <h3 className={styles['tag']}>{tag}</h3>}
          {operations.map((operation) => (
            <ApiOperationView
              key={`${operation.method} ${operation.path}`}
              {...{ api, operation }}
              server={read.server}
              schemas={read.schemas}
              opened={found.length === 1}
            />
          ))}
        </section>
      ))}
    </>
  );
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
