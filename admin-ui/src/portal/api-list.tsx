import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { answer } from '../api/hub-client.ts';
import { useReadPages } from '../api/queries.tsx';
import { Markdown } from '../approvals/markdown.tsx';
import { Link } from '../location/router.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { usePortal } from './use-portal.tsx';
import styles from './portal.module.css';

/** What is published here. */
export const ApiList = () => {
  const t = useT();
  const { client, slug, portal, key, path } = usePortal();
  const view = useViewState();
  const words = view.get('q') ?? '';
  const [asked] = useDebouncedValue(words.trim(), 200);
  const read = useReadPages(key('apis', asked), (cursor, signal) =>
    answer(
      client.GET('/api/portal/{space}/apis', {
        signal,
        params: {
          path: { space: slug },
          query: { limit: 50, ...(asked !== '' && { q: asked }), ...(cursor !== null && { cursor }) },
        },
      }),
    ),
  );
  const apis = read.pages?.flatMap(({ items }) => items);
  const none = apis?.length === 0;
  return (
    <>
      <h1>{portal.title}</h1>
      {portal.intro !== '' && <Markdown text={portal.intro} />}
      <h2 className={styles['heading']}>{t('portal.apis')}</h2>
      {!(none && asked === '') && (
        <TextInput
          type="search"
          maw={320}
          mb={12}
          aria-label={t('portal.search')}
          placeholder={t('portal.search')}
          leftSection={<IconSearch size={14} />}
          value={words}
          onChange={(event) => view.set({ q: event.currentTarget.value })}
        />
      )}
      {read.problem !== null && (
        <Failure
          what={t('portal.apisFailed')}
          problem={read.problem}
          onRetry={read.reload}
          retrying={read.busy}
        />
      )}
      <p role="status" className="muted">
        {none ? t(asked === '' ? 'portal.noApis' : 'list.nothing') : ''}
      </p>
      {apis !== undefined && !none && (
        <ul className={styles['apis']}>
          {apis.map(({ name, title, about }) => (
            <li key={name}>
              <Link to={path(`apis/${encodeURIComponent(name)}`)} className={styles['api']}>
                {title}
              </Link>
              {about !== '' && <p className="any-break">{about}</p>}
            </li>
          ))}
        </ul>
      )}
      {read.hasMore && (
        <Button size="xs" variant="default" mt={12} loading={read.loadingMore} onClick={read.loadMore}>
          {t('portal.more')}
        </Button>
      )}
    </>
  );
};
