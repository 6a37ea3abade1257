import { useRef } from 'react';
import type { GatewayProblem } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { nameIn } from '../../schema-form/pointer.ts';
import styles from '../../form/form-problems.module.css';

interface ListProps {
  readonly problems: readonly GatewayProblem[];
  /** Places are named from here on. */
  readonly below?: string;
  onChoose?(problem: GatewayProblem): void;
}

const shown = 20;

/** What is wrong, each line leading to its field. */
export const ProblemList = ({ problems, below = '', onChoose }: ListProps) => {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  if (problems.length === 0) return null;
  const focus = ({ path }: GatewayProblem): void => {
    const places = box.current?.parentElement?.querySelectorAll<HTMLElement>('[data-path]') ?? [];
    // The field itself, or the nearest one around it that is drawn.
    const nearest = [...places]
      .filter(({ dataset }) => path === dataset['path'] || path.startsWith(`${dataset['path']}/`))
      .sort((one, other) => (other.dataset['path'] ?? '').length - (one.dataset['path'] ?? '').length);
    nearest[0]?.focus();
  };
  return (
    <div ref={box} role="alert" className={styles['box']}>
      <p className={styles['title']}>{t('gateway.problems', { count: problems.length })}</p>
      <ul>
        {problems.slice(0, shown).map((problem) => {
          const place = nameIn(problem.path.slice(below.length));
          return (
            <li key={`${problem.path} ${problem.message}`}>
              <button
                type="button"
                className={styles['link']}
                onClick={() => (onChoose === undefined ? focus(problem) : onChoose(problem))}
              >
                {place !== '' && <code>{place}</code>} {problem.message}
              </button>
            </li>
          );
        })}
      </ul>
      {problems.length > shown && (
        <p className="muted small">{t('gateway.more', { count: problems.length - shown })}</p>
      )}
    </div>
  );
};
