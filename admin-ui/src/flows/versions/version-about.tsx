import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { VersionResources } from './version-resources.tsx';
import styles from './versions.module.css';

/** Who published a version and why, and what it took from elsewhere. */
export const VersionAbout = (place: { readonly name: string; readonly number: number }) => {
  const t = useT();
  const { client, key } = useHub();
  const read = useRead(key('flow-versions', 'one', place.name, place.number), (signal) =>
    answer(client.GET('/api/flows/{name}/versions/{number}', { signal, params: { path: place } })),
  );
  if (read.problem !== null)
    return <Failure quiet what={t('flows.versionFailed')} problem={read.problem} onRetry={read.reload} />;
  if (read.data === undefined) return null;
  const { version, resources } = read.data;
  return (
    <>
      <div>
        {version.note !== '' && <p className={styles['note']}>{version.note}</p>}
        <p className="muted any-break">
          {version.publishedByName} · <RelativeTime at={version.publishedAt} />
        </p>
      </div>
      {resources.length > 0 && <VersionResources resources={resources} />}
    </>
  );
};
