import { useHub } from '../../api/hub-context.tsx';
import type { FlowResource } from '../../api/shapes.ts';
import { Link } from '../../location/router.tsx';
import { useMessages } from '../../messages/messages-context.tsx';
import { CopyIcon } from '../../show/copy-button.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { flowPath } from '../flow-path.ts';
import styles from './versions.module.css';

/** As much of a digest as tells two of them apart. */
const digestLetters = 'sha256:'.length + 12;

/** What a version took from addresses when it was published, as it stood there: it runs with that, whatever stands there now. */
export const VersionResources = ({ resources }: { readonly resources: readonly FlowResource[] }) => {
  const { t, language } = useMessages();
  const bytes = new Intl.NumberFormat(language, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
  return (
    <section aria-labelledby="resources">
      <h3 id="resources" className={styles['title']}>
        {t('flows.resources')}
      </h3>
      <p className="muted">{t('flows.resourcesText')}</p>
      <ul className={styles['resources']}>
        {resources.map((one) => (
          <li key={`${one.address} ${one.digest}`}>
            <span className="muted">{t(`flows.resource.${one.kind}`)}</span>
            <div>
              <Address {...one} />
              <p className={styles['fetched']}>
                <code title={one.digest}>{one.digest.slice(0, digestLetters)}…</code>
                <CopyIcon value={one.digest} label={t('flows.copyDigest')} />
                <span className="muted">
                  {bytes.format(one.bytes)} · <RelativeTime at={one.fetchedAt} />
                </span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** A flow of the space has a page here; other addresses are for reading and copying, as they may be of anybody. */
const Address = ({ kind, address }: FlowResource) => {
  const { space } = useHub();
  const [flow = ''] = address.split(':');
  return kind === 'flow' ? (
    <Link to={flowPath(space, flow)} className="link any-break">
      {address}
    </Link>
  ) : (
    <code className="any-break">{address}</code>
  );
};
