import { TextInput } from '@mantine/core';
import { useEffect } from 'react';
import { readJson } from '../api/read-json.ts';
import { useRead } from '../api/queries.tsx';
import { Link } from '../location/router.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { InlineCode } from '../show/inline-code.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { matchesWords, readDocument } from './document.ts';
import { OperationView } from './operation-view.tsx';
import styles from './reference-page.module.css';

/** The hub's own OpenAPI document, to read; open to everybody, as the document is. */
const ReferencePage = () => {
  const t = useT();
  const view = useViewState();
  const words = view.get('q') ?? '';
  const document = useRead(['openapi'], async (signal) =>
    readDocument(await readJson('/openapi.json', signal)),
  );
  const { data } = document;
  const found = data?.operations.filter((operation) => words === '' || matchesWords(operation, words)) ?? [];
  const groups = [...Map.groupBy(found, ({ tag }) => tag)];
  const loaded = data !== undefined;
  useEffect(() => {
    window.document.title = `${t('nav.reference')} · App Connect`;
  }, [t]);
  useEffect(() => {
    // The browser looked for the place before the document had arrived.
    if (loaded)
      window.document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.scrollIntoView();
  }, [loaded]);
  return (
    <div className={styles['reference']}>
      <aside className={styles['side']}>
        <Link to="/" className="link">
          {t('reference.console')}
        </Link>
        <TextInput
          type="search"
          size="xs"
          aria-label={t('reference.search')}
          placeholder={t('reference.search')}
          leftSection={<IconSearch size={14} />}
          value={words}
          onChange={(event) => view.set({ q: event.currentTarget.value })}
        />
        <nav aria-label={t('reference.operations')} className={styles['contents']}>
          {groups.map(([tag, operations]) => (
            <section key={tag}>
              <h2>{tag}</h2>
              <ul>
                {operations.map((operation) => (
                  <li key={operation.id}>
                    <a href={`#${operation.id}`}>{operation.summary}</a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
      </aside>
      <main className={styles['main']} id="content">
        <header>
          <h1>{t('nav.reference')}</h1>
          <p className="muted">
            {data === undefined ? '' : `${data.title} ${data.version} · `}
            <a href="/openapi.json" className="link">
              openapi.json
            </a>
          </p>
          {data?.description !== undefined && (
            <p lang="en">
              <InlineCode text={data.description} />
            </p>
          )}
        </header>
        {document.problem !== null && (
          <Failure
            what={t('reference.failed')}
            problem={document.problem}
            onRetry={document.reload}
            retrying={document.busy}
          />
        )}
        {data === undefined && document.problem === null && <PageSkeleton />}
        {data !== undefined && <p role="status">{found.length === 0 ? t('list.nothing') : ''}</p>}
        {data !== undefined &&
          found.map((operation) => (
            <OperationView key={operation.id} operation={operation} schemas={data.schemas} />
          ))}
      </main>
    </div>
  );
};

export default ReferencePage;
