import { Stack } from '@mantine/core';
import { useMessages, useT } from '../messages/messages-context.tsx';
import { isRecord } from '../schema-form/settle.ts';
import { JsonTree } from '../show/json-tree.tsx';
import { StateMark } from '../show/state-mark.tsx';
import type { WireAnswer } from './wire/wire.ts';
import styles from './playground.module.css';

/** What a tool answered, as a person can read it. */
export const ToolResult = ({ answer }: { readonly answer: WireAnswer }) => {
  const { t, language } = useMessages();
  const { result, error, exchange } = answer;
  const ms = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(exchange.ms);
  const failed = error !== undefined || result === undefined || result['isError'] === true;
  if (answer.unanswered)
    return (
      <div role="status">
        <StateMark tone="waiting">{t('playground.unanswered')}</StateMark>
        <p className="muted">{t('playground.unansweredText')}</p>
      </div>
    );
  const content = Array.isArray(result?.['content']) ? (result['content'] as unknown[]) : [];
  const structured = result?.['structuredContent'];
  // The text of a structured answer is the same once more.
  const shown = isRecord(structured)
    ? content.filter((one) => !(isRecord(one) && one['type'] === 'text' && isJson(one['text'])))
    : content;
  return (
    <Stack gap={16}>
      <div className={styles['line']} role="status">
        <StateMark tone={failed ? 'failed' : 'success'}>
          {t(
            error !== undefined
              ? 'playground.protocolError'
              : result === undefined
                ? 'playground.noAnswer'
                : failed
                  ? 'playground.toolError'
                  : 'playground.done',
          )}
        </StateMark>
        <span className="muted">{t('operation.took', { ms })}</span>
        {exchange.status !== null && <span className="muted">HTTP {exchange.status}</span>}
      </div>
      {error !== undefined && (
        <>
          <p className="any-break">
            <code>{error.code}</code> {error.message}
          </p>
          {isRecord(error.data) && <JsonTree value={error.data} label={t('playground.errorData')} />}
        </>
      )}
      {result === undefined && error === undefined && exchange.text !== '' && (
        <pre className={styles['text']}>{exchange.text.slice(0, 5_000)}</pre>
      )}
      {shown.map((one, at) => (
        <Content key={at} content={isRecord(one) ? one : {}} />
      ))}
      {isRecord(structured) && <JsonTree value={structured} label={t('playground.structured')} />}
      {result !== undefined && content.length === 0 && structured === undefined && (
        <JsonTree value={result} label={t('playground.result')} />
      )}
    </Stack>
  );
};

const isJson = (text: unknown): boolean => objectIn(text) !== undefined;

const objectIn = (text: unknown): object | undefined => {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Types that a browser may show from data; anything else is only offered for download. */
const picture = /^image\/(?:png|jpeg|gif|webp)$/;

const Content = ({ content }: { readonly content: Readonly<Record<string, unknown>> }) => {
  const t = useT();
  const type = textOf(content['type']);
  const mimeType = textOf(content['mimeType']);
  if (type === 'text') {
    const object = objectIn(content['text']);
    return object === undefined ? (
      <pre className={styles['text']} tabIndex={0} role="group" aria-label={t('playground.text')}>
        {textOf(content['text'])}
      </pre>
    ) : (
      <JsonTree value={object} label={t('playground.text')} />
    );
  }
  if (type === 'image' && picture.test(mimeType))
    return (
      <img
        className={styles['image']}
        src={`data:${mimeType};base64,${textOf(content['data'])}`}
        alt={t('playground.image', { type: mimeType })}
      />
    );
  if (type === 'image' || type === 'audio')
    return <Download type={mimeType} data={textOf(content['data'])} />;
  if (type === 'resource' && isRecord(content['resource'])) {
    const { uri, text, blob, mimeType: kind } = content['resource'];
    return (
      <div>
        <p>
          <code className="any-break">{textOf(uri)}</code> <span className="muted">{textOf(kind)}</span>
        </p>
        {typeof text === 'string' ? (
          <pre className={styles['text']} tabIndex={0} role="group" aria-label={textOf(uri)}>
            {text}
          </pre>
        ) : (
          <Download type={textOf(kind)} data={textOf(blob)} />
        )}
      </div>
    );
  }
  return <JsonTree value={content} label={type} />;
};

const Download = ({ type, data }: { readonly type: string; readonly data: string }) => {
  const t = useT();
  const size = Math.floor((data.length * 3) / 4);
  return (
    <p>
      <a className="link" download="answer" href={`data:application/octet-stream;base64,${data}`}>
        {t('playground.download', { type: type === '' ? 'application/octet-stream' : type, size })}
      </a>
    </p>
  );
};
