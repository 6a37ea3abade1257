import { Progress } from '@mantine/core';
import { useMessages, useT } from '../messages/messages-context.tsx';
import type { CalledTool, LogLine } from './use-tool-call.ts';
import styles from './playground.module.css';

/** How far a call says that it is. */
export const CallProgress = ({ progress }: Pick<CalledTool, 'progress'>) => {
  const { t, language } = useMessages();
  if (progress === null) return null;
  const number = new Intl.NumberFormat(language);
  const { done, of, message } = progress;
  return (
    <div className={styles['progress']}>
      <p>
        {of === null
          ? t('playground.progress', { done: number.format(done) })
          : t('playground.progressOf', { done: number.format(done), all: number.format(of) })}{' '}
        <span className="muted any-break">{message}</span>
      </p>
      {of !== null && (
        <Progress value={Math.min(100, (100 * done) / of)} aria-label={t('playground.progressLabel')} />
      )}
    </div>
  );
};

/** What a call writes into the log of its client. */
export const CallLog = ({ log }: { readonly log: readonly LogLine[] }) => {
  const t = useT();
  if (log.length === 0) return null;
  return (
    <section className={styles['log']} aria-label={t('playground.log')}>
      <h3>{t('playground.log')}</h3>
      <ul role="log" tabIndex={0} aria-label={t('playground.log')}>
        {log.map(({ number, level, text }) => (
          <li key={number}>
            <code className="muted">{level}</code> <span className="any-break">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};
