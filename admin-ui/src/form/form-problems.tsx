import { useEffect, useRef } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { sayDetail, sayProblem } from '../messages/say-problem.ts';
import type { HubForm } from './use-hub-form.ts';
import styles from './form-problems.module.css';

/** Everything that keeps the form from being sent, at its top; each line leads to its field. */
export const FormProblems = <Values extends Record<string, unknown>>(props: {
  readonly form: HubForm<Values>;
}) => {
  const t = useT();
  const { form } = props;
  const box = useRef<HTMLDivElement>(null);
  const wrong = form.summary;
  const { problem } = form;
  const shown = wrong.length > 0 || problem !== null;
  useEffect(() => {
    if (shown) box.current?.focus();
  }, [shown, problem]);
  if (!shown) return null;
  const detail = problem === null || wrong.length > 0 ? null : sayDetail(problem);
  return (
    <div ref={box} tabIndex={-1} role="alert" className={styles['box']}>
      <p className={styles['title']}>
        {problem === null ? t('form.wrong', { count: wrong.length }) : sayProblem(t, problem)}
      </p>
      {detail !== null && <p className="any-break">{detail}</p>}
      {wrong.length > 0 && (
        <ul>
          {wrong.map(({ name, label, message }) => (
            <li key={name}>
              <button type="button" className={styles['link']} onClick={() => focusField(box.current, name)}>
                {label}: {message}
              </button>
            </li>
          ))}
        </ul>
      )}
      {problem?.requestId !== undefined && (
        <p className="muted small">
          {t('failure.code')} <code>{problem.requestId}</code>
        </p>
      )}
    </div>
  );
};

const focusField = (box: HTMLElement | null, name: string): void => {
  box
    ?.closest('form')
    ?.querySelector<HTMLElement>(`[data-path="${CSS.escape(name)}"]`)
    ?.focus();
};
