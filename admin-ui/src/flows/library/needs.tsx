import { Fragment } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import type { LibraryFlow } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import styles from './library.module.css';

/** What a space has to have for a flow, and whether it has. */
export const Needs = ({ needs }: Pick<LibraryFlow, 'needs'>) => {
  const t = useT();
  if (needs.length === 0) return <p className="muted">{t('library.needsNothing')}</p>;
  return (
    <ul className={styles['needs']}>
      {needs.map(({ kind, name, there }) => (
        <li key={`${kind} ${name}`}>
          <span className="muted">{t(`library.need.${kind}`)}</span>
          <code className="any-break">
            {name.split('.').map((part, at) => (
              <Fragment key={part}>
                {at > 0 && '.'}
                {at > 0 && <wbr />}
                {part}
              </Fragment>
            ))}
          </code>
          <StateMark tone={there ? 'success' : 'waiting'}>
            {t(there ? 'library.there' : 'library.missing')}
          </StateMark>
        </li>
      ))}
    </ul>
  );
};

/** How a run of it begins. */
export const StartText = ({ start }: Pick<LibraryFlow, 'start'>) => {
  const t = useT();
  const { space } = useHub();
  const { by, what } = start;
  if (by !== 'http' || what === null)
    return (
      <>
        {t(`library.start.${by}`)}
        {what !== null && <code> {what}</code>}
      </>
    );
  const [method = '', path = ''] = what.split(' ');
  return (
    <>
      {t('library.start.http')}{' '}
      <code className="any-break">
        {method} /http/{space}
        {path}
      </code>
    </>
  );
};
