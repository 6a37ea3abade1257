import type { PublicApi } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import styles from './portal.module.css';

/** How a request shows who sends it. */
export const WaysIn = ({ api }: { readonly api: PublicApi }) => {
  const t = useT();
  const { authentication } = api;
  if (authentication.length === 0) return <p>{t('portal.anybody')}</p>;
  return (
    <ul className={styles['places']}>
      {authentication.map(({ kind, header, scheme, query, optional }) => {
        const sample = `${scheme === null ? '' : `${scheme} `}<${t(`portal.way.${kind}.word`)}>`;
        return (
          <li key={`${kind} ${header} ${query}`}>
            {t(`portal.way.${kind}`)}
            {header !== null && (kind === 'key' || kind === 'token') && (
              <>
                {' '}
                <code className="any-break">
                  {header}: {sample}
                </code>
              </>
            )}
            {query !== null && (
              <>
                {' '}
                {header !== null && `${t('portal.or')} `}
                <code className="any-break">
                  ?{query}={`<${t(`portal.way.${kind}.word`)}>`}
                </code>
              </>
            )}
            {optional && <span className="muted"> · {t('portal.optional')}</span>}
          </li>
        );
      })}
    </ul>
  );
};
