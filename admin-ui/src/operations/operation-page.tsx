import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { connectorPath } from '../connectors/connector-path.ts';
import { MethodMark } from '../connectors/method-mark.tsx';
import { NoteList } from '../connectors/note-list.tsx';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { Unread } from '../show/unread.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { OperationFacts } from './operation-facts.tsx';
import { TryIt } from './try-it.tsx';
import styles from './operation-page.module.css';

interface PageProps {
  readonly connector: string;
  readonly operation: string;
}

/** One operation: what it does, what it takes, and what it answers when it is tried. */
const OperationPage = ({ connector, operation }: PageProps) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const read = useRead(key('operations', 'one', connector, operation), (signal) =>
    answer(
      client.GET('/api/connectors/{name}/operations/{operation}', {
        signal,
        params: { path: { name: connector, operation } },
      }),
    ),
  );
  const back = (
    <Link to={connectorPath(space, connector)} className="link">
      {connector}
    </Link>
  );
  const facts = read.data;
  if (facts === undefined)
    return <Unread read={read} failed={t('operation.failed')} title={operation} back={back} />;
  return (
    <>
      <PageHeader
        title={facts.name}
        about={
          <>
            {back} / <MethodMark method={facts.method} /> <code className="any-break">{facts.path}</code>{' '}
            {facts.deprecated && <StateMark tone="waiting">{t('operation.deprecated')}</StateMark>}
          </>
        }
      />
      <div className={styles['about']}>
        {facts.summary !== '' && <p className={styles['summary']}>{facts.summary}</p>}
        {facts.description !== '' && facts.description !== facts.summary && (
          <p className={styles['description']}>{facts.description}</p>
        )}
        <OperationFacts facts={facts} />
        {facts.notes.length > 0 && <NoteList notes={facts.notes} />}
      </div>
      {may('operations.call') ? (
        <TryIt connector={connector} facts={facts} />
      ) : (
        <p className={`${styles['about']} muted`}>{t('operation.mayNotCall')}</p>
      )}
    </>
  );
};

export default OperationPage;
