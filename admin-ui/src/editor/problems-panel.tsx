import type { ReactNode } from 'react';
import type { Finding, Findings } from '../flows/text/draft-saver.ts';
import { FindingList } from '../flows/text/finding-list.tsx';
import { useT } from '../messages/messages-context.tsx';
import { AsidePanel } from './aside-panel.tsx';

interface ProblemsProps {
  readonly findings: Findings;
  /** What the page puts beside the title. */
  readonly actions?: ReactNode;
  onChoose(finding: Finding): void;
}

/** All that is wrong with the flow, and what is probably not meant; each leads to its place. */
export const ProblemsPanel = ({ findings, actions, onChoose }: ProblemsProps) => {
  const t = useT();
  const { problems, warnings } = findings;
  return (
    <AsidePanel title={t('editor.problemsPanel')} actions={actions}>
      {problems.length === 0 && warnings.length === 0 && <p className="muted">{t('flows.noProblems')}</p>}
      <FindingList kind="problems" findings={problems} onChoose={onChoose} />
      <FindingList kind="warnings" findings={warnings} onChoose={onChoose} />
    </AsidePanel>
  );
};
