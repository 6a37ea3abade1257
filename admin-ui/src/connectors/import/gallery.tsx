import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../../api/queries.tsx';
import type { GalleryEntry } from '../../api/shapes.ts';
import type { Column } from '../../list/columns.ts';
import { DataList } from '../../list/data-list.tsx';
import { useLocalList } from '../../list/use-local-list.ts';
import { Link, useNavigate } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { useNotices } from '../../show/notices.tsx';
import { connectorPath } from '../connector-path.ts';
import { importedPath, sayImported } from './imported.ts';
import styles from './import-page.module.css';

const keyOf = ({ name }: GalleryEntry): string => name;
const textOf = ({ name, title, description }: GalleryEntry): string => `${name} ${title} ${description}`;
const none: readonly GalleryEntry[] = [];

/** The connectors that the hub brings along: one press, and they are there. */
export const Gallery = () => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const read = useRead(
    key('connectors', 'gallery'),
    (signal) => answer(client.GET('/api/gallery', { signal })),
    { fresh: true },
  );
  const install = useWrite((name: string) =>
    answer(client.POST('/api/gallery/{name}/install', { params: { path: { name } } })),
  );
  const { busy, run } = install;
  const list = useLocalList({ noun: 'gallery', items: read.data?.items ?? none, id: keyOf, text: textOf });
  const columns = useMemo<readonly Column<GalleryEntry>[]>(() => {
    const take = (name: string): void => {
      run(name).then(
        (made) => {
          for (const noun of ['connectors', 'operations', 'versions']) cache.expire(key(noun));
          notices.done(sayImported(t, made));
          navigate(importedPath(space, made));
        },
        () => undefined,
      );
    };
    return [
      { name: 'title', header: t('connectors.title'), width: '20%', render: ({ title }) => title },
      {
        name: 'about',
        minor: true,
        header: t('gallery.about'),
        render: ({ description }) => <span title={description}>{description}</span>,
      },
      {
        name: 'operations',
        header: t('connectors.operations'),
        width: '112px',
        render: ({ operations }) => operations,
      },
      {
        name: 'install',
        header: t('gallery.action'),
        width: '176px',
        render: ({ name, title, installed, update }) =>
          installed !== null && !update ? (
            <Link to={connectorPath(space, name)} className="link">
              {t('gallery.installed')}
            </Link>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              disabled={busy}
              aria-label={t(update ? 'gallery.updateOne' : 'gallery.installOne', { name: title })}
              onClick={() => take(name)}
            >
              {t(update ? 'gallery.update' : 'gallery.install')}
            </Button>
          ),
      },
    ];
  }, [t, run, busy, cache, key, navigate, notices, space]);
  if (read.data?.items.length === 0) return null;
  return (
    <section className={styles['gallery']} aria-labelledby="gallery">
      <h2 id="gallery">{t('gallery.title')}</h2>
      {read.problem !== null && (
        <Failure quiet what={t('gallery.failed')} problem={read.problem} onRetry={read.reload} />
      )}
      {install.problem !== null && <Failure quiet what={t('import.failed')} problem={install.problem} />}
      {read.data !== undefined && (
        <DataList
          list={list}
          label={t('gallery.title')}
          failed=""
          nameOf={({ title }) => title}
          searchable={read.data.items.length > 8}
          empty={{ title: t('list.nothing'), text: '' }}
          columns={columns}
        />
      )}
    </section>
  );
};
