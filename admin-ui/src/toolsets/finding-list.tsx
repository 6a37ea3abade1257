import type { ToolsetFinding } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { toolOf } from './findings.ts';
import type { ToolsetDraft } from './draft.ts';
import styles from './toolsets.module.css';

interface ListProps {
  readonly kind: 'problems' | 'warnings';
  readonly findings: readonly ToolsetFinding[];
  readonly draft: ToolsetDraft;
  onChoose(finding: ToolsetFinding): void;
}

const mostShown = 50;

/** What is wrong, each with its tool; one leads there. */
export const FindingList = ({ kind, findings, draft, onChoose }: ListProps) => {
  const t = useT();
  if (findings.length === 0) return null;
  return (
    <div role="group" aria-label={t(`flows.${kind}`)}>
      <h2>
        {t(kind === 'problems' ? 'flows.problemCount' : 'flows.warningCount', { count: findings.length })}
      </h2>
      <ul className={styles['findings']}>
        {findings.slice(0, mostShown).map((finding, at) => {
          const tool = toolOf(finding);
          const name = tool === null ? null : (draft.tools[tool]?.name ?? '');
          return (
            <li key={`${at} ${finding.path}`}>
              <button type="button" onClick={() => onChoose(finding)}>
                {name !== null && <code>{name}</code>} {finding.message}
              </button>
            </li>
          );
        })}
      </ul>
      {findings.length > mostShown && (
        <p className="muted">{t('toolsets.moreFindings', { count: findings.length - mostShown })}</p>
      )}
    </div>
  );
};
