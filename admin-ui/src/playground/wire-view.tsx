import { useMessages, useT } from '../messages/messages-context.tsx';
import { HeaderFold } from '../operations/header-fold.tsx';
import { CopyButton } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import type { ShownExchange } from './use-wire.ts';
import { masked, wireCurl } from './wire-curl.ts';
import styles from './playground.module.css';

/** What went over the wire, the newest first; the key is masked. */
export const WireView = ({ exchanges }: { readonly exchanges: readonly ShownExchange[] }) => {
  const t = useT();
  if (exchanges.length === 0) return <p className="muted">{t('playground.noWire')}</p>;
  const newest = exchanges.toReversed();
  return newest.map((exchange, at) => (
    <Exchange key={`${exchange.wire} ${exchange.number}`} exchange={exchange} open={at === 0} />
  ));
};

const Exchange = ({ exchange, open }: { readonly exchange: ShownExchange; readonly open: boolean }) => {
  const { t, language } = useMessages();
  const { request, status, headers, messages, text, ms } = exchange;
  const called = request.body?.['method'];
  const name =
    typeof called === 'string'
      ? called
      : request.body === null
        ? request.method
        : // It has no method of its own: it answers what the server has asked.
          t('playground.answerToServer');
  const took = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(ms);
  const said = messages.length > 0 ? messages.map(pretty).join('\n') : text;
  return (
    <details className={styles['exchange']} open={open}>
      <summary>
        <code>{name}</code> <span className="muted">{status === null ? '–' : `HTTP ${status}`}</span>{' '}
        <span className="muted">
          {exchange.open ? t('playground.stillOpen') : t('operation.took', { ms: took })}
        </span>
      </summary>
      <div>
        <div className={styles['line']}>
          <h3>{t('playground.request')}</h3>
          <CopyButton value={wireCurl(request)} label={t('reference.copyCurl')} />
        </div>
        <p className="any-break">
          <code>
            {request.method} {request.url}
          </code>
        </p>
        <Headers headers={request.headers} />
        {request.body !== null && <Json label={t('playground.request')} text={pretty(request.body)} />}
        <h3>{t('playground.answer')}</h3>
        <HeaderFold headers={headers} />
        {said === '' ? (
          <p className="muted">{t('operation.emptyBody')}</p>
        ) : (
          <Json label={t('playground.answer')} text={said} />
        )}
      </div>
    </details>
  );
};

const mostShown = 100_000;

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

const Json = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <pre className={styles['text']} tabIndex={0} role="group" aria-label={label}>
    {text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}
  </pre>
);

const Headers = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => (
  <div className={styles['headers']}>
    <Facts
      facts={Object.entries(headers).map(([name, value]) => [
        name,
        <code key={name} className="any-break">
          {masked(name, value)}
        </code>,
      ])}
    />
  </div>
);
