import { TextInput } from '@mantine/core';
import { useHub } from '../../api/hub-context.tsx';
import type { LibraryFlow } from '../../api/shapes.ts';
import { FlowPicture } from '../../editor/canvas/flow-picture.tsx';
import { Link } from '../../location/router.tsx';
import { spacePath } from '../../location/space-path.ts';
import { useViewState } from '../../location/use-view-state.ts';
import { IconSearch } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { Failure } from '../../show/failure.tsx';
import { LinkButton } from '../../show/link-button.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { PageSkeleton } from '../../show/page-skeleton.tsx';
import { libraryPath } from './library-path.ts';
import { Needs, StartText } from './needs.tsx';
import { TaskOutline } from './task-outline.tsx';
import { useLibrary } from './use-library.ts';
import styles from './library.module.css';

const tasksShown = 4;
const pictured = { width: 300, height: 200 };

const holds = ({ name, title, summary, tasks, needs }: LibraryFlow, words: string): boolean => {
  const parts = [name, title, summary, ...tasks.map(({ what }) => what), ...needs.map((need) => need.name)];
  const hay = parts.join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
};

/** Flows to begin with: what each does, what it needs, and one press to have it as a draft. */
const LibraryPage = () => {
  const t = useT();
  const { space } = useHub();
  const view = useViewState();
  const read = useLibrary();
  const words = view.get('q') ?? '';
  const flows = read.data?.filter((flow) => holds(flow, words));
  return (
    <>
      <PageHeader
        title={t('library.title')}
        about={
          <>
            <Link to={spacePath(space ?? '', 'flows')} className="link">
              {t('nav.flows')}
            </Link>{' '}
            / {t('library.about')}
          </>
        }
      />
      {read.problem !== null && (
        <Failure
          what={t('library.failed')}
          problem={read.problem}
          onRetry={read.reload}
          retrying={read.busy}
        />
      )}
      {flows === undefined && read.problem === null && <PageSkeleton />}
      {flows !== undefined && (
        <div className={styles['page']}>
          <div role="search" aria-label={t('list.searchIn', { list: t('library.title') })}>
            <TextInput
              type="search"
              size="xs"
              w={240}
              data-search-field
              aria-label={t('list.searchIn', { list: t('library.title') })}
              placeholder={t('list.search')}
              leftSection={<IconSearch size={14} />}
              value={words}
              onChange={(event) => view.set({ q: event.currentTarget.value })}
            />
          </div>
          {flows.length === 0 ? (
            <p role="status" className="muted">
              {t('list.nothing')}
            </p>
          ) : (
            <ul className={styles['tiles']} aria-label={t('library.title')}>
              {flows.map((flow) => (
                <Tile key={flow.name} flow={flow} />
              ))}
            </ul>
          )}
        </div>
      )}
    </>
  );
};

const Tile = ({ flow }: { readonly flow: LibraryFlow }) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const { name, title, summary, start, tasks, needs, text } = flow;
  return (
    <li className={styles['tile']}>
      <div className={styles['picture']}>
        <FlowPicture text={text} most={pictured} />
      </div>
      <div>
        <h2>
          <Link to={libraryPath(space, name)} className="link">
            {title}
          </Link>
        </h2>
        <p>{summary}</p>
        <p className="muted small">
          <StartText start={start} />
        </p>
      </div>
      <TaskOutline tasks={tasks} most={tasksShown} />
      <Needs needs={needs} />
      {may('flows.write') && (
        <LinkButton
          size="xs"
          variant="default"
          to={`${libraryPath(space, name)}?use=1`}
          label={t('library.useOne', { title })}
        >
          {t('library.use')}
        </LinkButton>
      )}
    </li>
  );
};

export default LibraryPage;
