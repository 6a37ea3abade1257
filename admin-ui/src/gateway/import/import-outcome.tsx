import type { GatewayImport, GatewayProblem } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark, type Tone } from '../../show/state-mark.tsx';
import styles from '../gateway.module.css';

type Outcome = GatewayImport['documents'][number]['outcome'];

const outcomes = {
  created: ['success', 'gateway.import.created'],
  changed: ['live', 'gateway.import.changed'],
  unchanged: ['quiet', 'gateway.import.unchanged'],
  deleted: ['failed', 'gateway.import.deleted'],
  'left out': ['waiting', 'gateway.import.leftOut'],
} as const satisfies Readonly<Record<Outcome, readonly [Tone, string]>>;

interface OutcomeProps {
  readonly found: GatewayImport;
  onLine(line: number): void;
}

/** What would become of the file: each route and service, and each thing that cannot be taken with its line. */
export const ImportOutcome = ({ found, onLine }: OutcomeProps) => {
  const t = useT();
  const { documents, problems, notes } = found;
  return (
    <section className={styles['outcome']} aria-label={t('gateway.importOutcome')}>
      <h2>{t('gateway.importOutcome')}</h2>
      <Lines title={t('gateway.importProblems')} lines={problems} onLine={onLine} wrong />
      {documents.length === 0 && problems.length === 0 && <p role="status">{t('gateway.importNothing')}</p>}
      <ul>
        {documents.map(({ kind, name, outcome, problems: own }) => {
          const [tone, word] = outcomes[outcome];
          return (
            <li key={`${kind} ${name}`}>
              <span className={styles['address']}>
                <span>
                  <span className="muted">
                    {t(kind === 'pipeline' ? 'gateway.route' : 'gateway.service')}
                  </span>{' '}
                  <strong className="any-break">{name}</strong>
                </span>
                <StateMark tone={own.length > 0 && outcome !== 'left out' ? 'failed' : tone}>
                  {t(own.length > 0 && outcome !== 'left out' ? 'gateway.import.refused' : word)}
                </StateMark>
              </span>
              <Lines title={name} lines={own} onLine={onLine} wrong />
            </li>
          );
        })}
      </ul>
      <Lines title={t('gateway.importNotes')} lines={notes} onLine={onLine} />
    </section>
  );
};

interface LinesProps {
  readonly title: string;
  readonly lines: readonly GatewayProblem[];
  readonly wrong?: boolean;
  onLine(line: number): void;
}

const most = 100;

const Lines = ({ title, lines, wrong = false, onLine }: LinesProps) => {
  const t = useT();
  if (lines.length === 0) return null;
  return (
    <div>
      {!wrong && <h3>{title}</h3>}
      <ul aria-label={title} className={styles['lines']} data-wrong={wrong || undefined}>
        {lines.slice(0, most).map(({ path, message, line }) => (
          <li key={`${path} ${message}`}>
            {line !== undefined && (
              <button type="button" onClick={() => onLine(line)}>
                {t('gateway.line', { line })}
              </button>
            )}{' '}
            {path !== '' && <code className="any-break">{path}</code>} {message}
          </li>
        ))}
      </ul>
      {lines.length > most && (
        <p className="muted small">{t('gateway.more', { count: lines.length - most })}</p>
      )}
    </div>
  );
};
