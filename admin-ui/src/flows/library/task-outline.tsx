import type { LibraryFlow } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import styles from './library.module.css';

interface OutlineProps {
  readonly tasks: LibraryFlow['tasks'];
  /** More are only counted. */
  readonly most?: number;
}

/** The tasks of a flow as lines, those that are held by others indented. */
export const TaskOutline = ({ tasks, most = tasks.length }: OutlineProps) => {
  const t = useT();
  const more = tasks.length - most;
  return (
    <ol className={styles['tasks']} aria-label={t('library.tasks')}>
      {tasks.slice(0, most).map(({ name, kind, what, depth }, at) => (
        <li key={`${at} ${name}`} style={{ paddingInlineStart: `${depth * 16}px` }}>
          <span className={styles['kind']}>{kind}</span>
          <span className="any-break">
            {name}
            {what !== null && <span className="muted"> {what}</span>}
          </span>
        </li>
      ))}
      {more > 0 && <li className="muted">{t('library.moreTasks', { count: more })}</li>}
    </ol>
  );
};
