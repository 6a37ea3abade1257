import type { Findings } from '../../flows/text/draft-saver.ts';
import { findingsOf } from './use-step-problems.ts';
import styles from './step.module.css';

interface FoundProps {
  readonly findings: Findings;
  readonly base: string;
  readonly inner: readonly string[];
}

/** What the hub has found in this step, also where no field stands. */
export const FoundList = ({ findings, base, inner }: FoundProps) => {
  const found = findingsOf(findings, base, inner);
  return (['problems', 'warnings'] as const).map((kind) =>
    found[kind].length === 0 ? null : (
      <ul key={kind} className={styles['problems']} data-kind={kind}>
        {found[kind].slice(0, 10).map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{path.slice(base.length + 1)}</code> {message}
          </li>
        ))}
      </ul>
    ),
  );
};
