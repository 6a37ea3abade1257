import { useT } from '../../messages/messages-context.tsx';
import type { Finding } from './draft-saver.ts';
import styles from './text-tab.module.css';

interface FindingListProps {
  readonly kind: 'problems' | 'warnings';
  readonly findings: readonly Finding[];
  onChoose?: ((finding: Finding) => void) | undefined;
}

/** What is wrong, each with its line; one leads there. */
export const FindingList = ({ kind, findings, onChoose }: FindingListProps) => {
  const t = useT();
  if (findings.length === 0) return null;
  return (
    <div role="group" className={styles['findings']} data-kind={kind} aria-label={t(`flows.${kind}`)}>
      <h2>
        {t(kind === 'problems' ? 'flows.problemCount' : 'flows.warningCount', { count: findings.length })}
      </h2>
      <ul>
        {findings.map((finding, at) => (
          <li key={`${at} ${finding.path}`}>
            {onChoose === undefined ? (
              <Said finding={finding} />
            ) : (
              <button type="button" onClick={() => onChoose(finding)}>
                <Said finding={finding} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
};

const Said = ({ finding: { line, column, message } }: { readonly finding: Finding }) => (
  <>
    <code>
      {line}:{column}
    </code>{' '}
    <span className="any-break">{message}</span>
  </>
);
