import { useMessages } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { HeaderFold } from './header-fold.tsx';
import { OutputView } from './output-view.tsx';
import { RequestView } from './request-view.tsx';
import { statusOf, type Trial } from './trial.ts';
import styles from './operation-page.module.css';

/** What came of a call: the answer, the request that would be sent, or why there is none. */
export const TrialView = ({ trial }: { readonly trial: Trial }) => {
  const { t, language } = useMessages();
  const { outcome, dryRun } = trial;
  const status = statusOf(trial);
  const took = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(trial.tookMs);
  const good = 'answer' in outcome;
  return (
    <>
      <h2>{t(dryRun ? 'operation.request' : 'operation.answer')}</h2>
      <div className={styles['line']} role="status">
        <StateMark tone={good ? 'success' : 'failed'}>
          {dryRun && good
            ? t('operation.notSent')
            : status === null
              ? t('operation.noStatus')
              : t('operation.status', { status: String(status) })}
        </StateMark>
        <span className="muted">{t('operation.took', { ms: took })}</span>
        {good && outcome.answer.pages !== null && (
          <span className="muted">
            {t('operation.pages', { count: outcome.answer.pages })}
            {!outcome.answer.complete && ` ${t('operation.incomplete')}`}
          </span>
        )}
      </div>
      {good ? (
        outcome.answer.request === null ? (
          <>
            <OutputView output={outcome.answer.output} />
            <HeaderFold headers={outcome.answer.headers} />
          </>
        ) : (
          <RequestView request={outcome.answer.request} />
        )
      ) : (
        <>
          <Failure quiet what={t('operation.callFailed')} problem={outcome.problem} />
          {outcome.problem.code.startsWith('upstream_') && (
            <>
              {outcome.problem.more['body'] !== undefined && (
                <OutputView output={outcome.problem.more['body']} />
              )}
              <HeaderFold headers={outcome.problem.more['headers']} />
            </>
          )}
        </>
      )}
    </>
  );
};
