import type { TriedRequest } from '../../api/shapes.ts';
import { useHub } from '../../api/hub-context.tsx';
import { Link } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Facts } from '../../show/facts.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { routePath } from '../gateway-path.ts';
import { StatusMark } from '../status-mark.tsx';
import { useMillis } from '../use-numbers.ts';
import { outcomeTones, outcomeWords } from './trace.ts';
import styles from '../gateway.module.css';

interface AnswerProps {
  readonly tried: TriedRequest;
  /** The one whose page it is. */
  readonly route: string;
}

/** What came back, and what each policy did. */
export const TriedAnswer = ({ tried, route }: AnswerProps) => {
  const t = useT();
  const millis = useMillis();
  const { space } = useHub();
  const { pipeline, steps, headers, body, encoding, cut, reason, consumer, service, version } = tried;
  const facts: [string, React.ReactNode][] = [
    [t('gateway.try.time'), millis(tried.ms)],
    ...(pipeline === null
      ? []
      : [
          [
            t('gateway.route'),
            pipeline === route ? (
              `${pipeline} · ${t('flows.versionNumber', { number: version ?? 0 })}`
            ) : (
              <Link key="other" to={routePath(space, pipeline)} className="link">
                {pipeline}
              </Link>
            ),
          ] as [string, React.ReactNode],
        ]),
    ...(consumer === null ? [] : [[t('gateway.consumer'), consumer] as [string, React.ReactNode]]),
    ...(service === null ? [] : [[t('gateway.service'), service] as [string, React.ReactNode]]),
    ...(reason === null ? [] : [[t('gateway.reason'), reason] as [string, React.ReactNode]]),
  ];
  return (
    <section className={styles['answer']} aria-label={t('gateway.try.answer')} data-answer>
      <h3>
        {t('gateway.try.answer')} <StatusMark status={tried.status} />
      </h3>
      {pipeline === null && <p role="status">{t('gateway.try.nobody')}</p>}
      {pipeline !== null && pipeline !== route && (
        <p role="status">{t('gateway.try.other', { name: pipeline })}</p>
      )}
      <Facts facts={facts} />
      {steps.length > 0 && (
        <ol className={styles['trace']} aria-label={t('gateway.try.trace')}>
          {steps.map(({ policy, at, outcome, ms, message }) => (
            <li key={at}>
              <code>{policy}</code>{' '}
              <StateMark tone={outcomeTones[outcome]}>{t(outcomeWords[outcome])}</StateMark>
              {outcome !== 'not reached' && <span className="muted small">{millis(ms)}</span>}
              {message !== null && <span className="muted small any-break">{message}</span>}
            </li>
          ))}
        </ol>
      )}
      <h3>{t('gateway.try.headers')}</h3>
      <pre className={styles['text']} tabIndex={0} role="region" aria-label={t('gateway.try.headers')}>
        {headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}
      </pre>
      <h3>{t('gateway.try.body')}</h3>
      {encoding === 'base64' && <p className="muted small">{t('gateway.try.binary')}</p>}
      {cut && <p className="muted small">{t('gateway.try.cut')}</p>}
      {body === '' ? (
        <p className="muted">{t('gateway.try.noBody')}</p>
      ) : (
        <pre className={styles['text']} tabIndex={0} role="region" aria-label={t('gateway.try.body')}>
          {readable(body)}
        </pre>
      )}
    </section>
  );
};

/** JSON in lines, where it is JSON. */
const readable = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};
