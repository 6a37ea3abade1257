import { Button } from '@mantine/core';
import { useHub } from '../../api/hub-context.tsx';
import type { LibraryFlow } from '../../api/shapes.ts';
import { FlowPicture } from '../../editor/canvas/flow-picture.tsx';
import { SideSheet } from '../../form/side-sheet.tsx';
import { Link } from '../../location/router.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { IconAdd } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { CopyButton } from '../../show/copy-button.tsx';
import { BackLink } from '../../show/back-link.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { Unread } from '../../show/unread.tsx';
import { namesIn } from '../tests/append-case.ts';
import { FindingList } from '../text/finding-list.tsx';
import { libraryPath } from './library-path.ts';
import { Needs, StartText } from './needs.tsx';
import { TaskOutline } from './task-outline.tsx';
import { UseFlow } from './use-flow.tsx';
import { useLibrary } from './use-library.ts';
import styles from './library.module.css';

const pictured = { width: 420, height: 640 };

/** One flow of the library with all that there is to know before it is used. */
const LibraryFlowPage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const read = useLibrary();
  const flow = read.data?.find((one) => one.name === name);
  if (flow !== undefined) return <Known flow={flow} />;
  const back = <BackLink to="flow-library" label="library.title" />;
  if (read.data === undefined)
    return <Unread read={read} failed={t('library.failed')} title={name} back={back} />;
  return (
    <>
      <PageHeader title={name} about={back} />
      <p role="alert" className={styles['gone']}>
        {t('library.unknown', { name })}
      </p>
    </>
  );
};

const Known = ({ flow }: { readonly flow: LibraryFlow }) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const view = useViewState();
  const { name, title, summary, start, tasks, needs, text, tests, asks, problems } = flow;
  const close = (): void => view.set({ use: null });
  return (
    <>
      <PageHeader
        title={title}
        about={
          <>
            <Link to={libraryPath(space)} className="link">
              {t('library.title')}
            </Link>{' '}
            / <code>{name}</code>
            <br />
            {summary}
          </>
        }
        actions={
          may('flows.write') && (
            <Button size="xs" leftSection={<IconAdd size={14} />} onClick={() => view.set({ use: '1' })}>
              {t('library.use')}
            </Button>
          )
        }
      />
      <div className={styles['one']}>
        <div className={styles['facts']}>
          <div className={styles['picture']}>
            <FlowPicture text={text} most={pictured} />
          </div>
          <section>
            <h2>{t('library.starts')}</h2>
            <p>
              <StartText start={start} />
            </p>
          </section>
          <section>
            <h2>{t('library.tasks')}</h2>
            <TaskOutline tasks={tasks} />
          </section>
          <section>
            <h2>{t('library.needs')}</h2>
            <Needs needs={needs} />
          </section>
          {asks.length > 0 && (
            <section>
              <h2>{t('library.values')}</h2>
              <ul className={styles['names']}>
                {asks.map(({ at, title: asked }) => (
                  <li key={at}>{asked}</li>
                ))}
              </ul>
            </section>
          )}
          <section>
            <h2>{t('flows.tab.tests')}</h2>
            <ul className={styles['names']}>
              {namesIn(tests).map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </section>
          {problems.length > 0 && (
            <section>
              <h2>{t('library.problems')}</h2>
              <FindingList kind="problems" findings={problems} />
            </section>
          )}
        </div>
        <section className={styles['text']}>
          <div className={styles['head']}>
            <h2>{t('flows.tab.text')}</h2>
            <CopyButton value={text} label={t('library.copy')} />
          </div>
          <pre tabIndex={0} role="region" aria-label={t('flows.textOf', { name })}>
            {text}
          </pre>
        </section>
      </div>
      <SideSheet
        opened={view.get('use') !== null && may('flows.write')}
        title={t('library.useTitle')}
        onClose={close}
      >
        <UseFlow flow={flow} onCancel={close} />
      </SideSheet>
    </>
  );
};

export default LibraryFlowPage;
