import { useT } from '../messages/messages-context.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { holdsRedacted } from '../show/redacted.ts';
import { IconRedacted } from '../look/icons.ts';
import styles from './run-page.module.css';

interface DataProps {
  readonly title: string;
  readonly value: unknown;
  /** Where the heading stands among others. */
  readonly level?: 2 | 3;
}

/** Data of a run under a heading; what is kept out of journals is said to be. */
export const DataView = ({ title, value, level = 3 }: DataProps) => {
  const t = useT();
  const Heading = `h${level}` as const;
  const nothing =
    value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
  return (
    <div>
      <Heading className={styles['dataTitle']}>{title}</Heading>
      {nothing ? (
        <p className="muted">{t('runs.nothing')}</p>
      ) : typeof value === 'object' ? (
        <JsonTree value={value} label={title} />
      ) : (
        <pre className={styles['plain']} tabIndex={0} role="group" aria-label={title}>
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </pre>
      )}
      {!nothing && holdsRedacted(value) && (
        <p className={`${styles['redacted']} muted small`}>
          <IconRedacted size={14} aria-hidden />
          {t('runs.redacted')}
        </p>
      )}
    </div>
  );
};
