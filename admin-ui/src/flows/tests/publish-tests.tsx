import { useHub } from '../../api/hub-context.tsx';
import type { Read } from '../../api/queries.tsx';
import { Link } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { flowPath } from '../flow-path.ts';
import type { PublishedTests } from './use-publish-tests.ts';
import styles from './publish-tests.module.css';

interface TestsProps {
  readonly name: string;
  readonly tests: Read<PublishedTests | null>;
}

/** What the tests say before a draft is published: those that fail stand in the way. */
export const PublishTests = ({ name, tests: { data, problem } }: TestsProps) => {
  const t = useT();
  const { space } = useHub();
  // A draft that cannot be read cannot be tested: publishing says why.
  if (problem !== null) return null;
  if (data === undefined) return <p className="muted">{t('tests.running')}</p>;
  if (data === null) return <p className="muted">{t('tests.noneToPublish')}</p>;
  const { passed, failed, unreadable } = data;
  const tests = (view: string): string => flowPath(space, name, `?tab=tests${view}`);
  return (
    <div className={styles['tests']} role="group" aria-label={t('flows.tab.tests')}>
      {passed > 0 && failed.length === 0 && (
        <StateMark tone="success">{t('tests.allPassed', { count: passed })}</StateMark>
      )}
      {failed.length > 0 && (
        <>
          <StateMark tone="failed">{t('tests.someFailed', { count: failed.length })}</StateMark>
          <ul>
            {failed.map((one) => (
              <li key={one}>
                <Link to={tests(`&case=${encodeURIComponent(one)}`)} className="link any-break">
                  {one}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {unreadable && (
        <p>
          <StateMark tone="failed">
            <Link to={tests('')} className="link">
              {t('tests.unreadable')}
            </Link>
          </StateMark>
        </p>
      )}
    </div>
  );
};
