import { useRef } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { FormProblem } from './check-value.ts';
import { nameIn } from './pointer.ts';
import styles from '../form/form-problems.module.css';

interface ListedProps {
  readonly problems: readonly FormProblem[];
  /** How the field of a place is marked, where that is not the place itself. */
  pathOf?(pointer: string): string;
}

/** Everything that is wrong, at the top; each line leads to its field. */
export const ListedProblems = ({ problems, pathOf = itself }: ListedProps) => {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  if (problems.length === 0) return null;
  const focus = (pointer: string): void =>
    box.current
      ?.closest('form')
      ?.querySelector<HTMLElement>(`[data-path="${CSS.escape(pathOf(pointer))}"]`)
      ?.focus();
  return (
    <div ref={box} role="alert" className={styles['box']} style={{ marginBottom: 12 }}>
      <p className={styles['title']}>{t('form.wrong', { count: problems.length })}</p>
      <ul>
        {problems.slice(0, 20).map(({ pointer, message }) => (
          <li key={`${pointer} ${message}`}>
            <button type="button" className={styles['link']} onClick={() => focus(pointer)}>
              {nameIn(pointer)}: {message}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
};

const itself = (pointer: string): string => pointer;
