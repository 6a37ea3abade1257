import { Stack } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { MethodMark } from '../connectors/method-mark.tsx';
import { isRecord } from '../schema-form/settle.ts';
import { JsonTree } from '../show/json-tree.tsx';
import { HeaderFold } from './header-fold.tsx';
import styles from './operation-page.module.css';

/** The request as it would travel, its secrets masked. */
export const RequestView = ({ request }: { readonly request: Readonly<Record<string, unknown>> }) => {
  const t = useT();
  const { method, url, headers, body } = request;
  const text = isRecord(body) ? body['text'] : undefined;
  const json = typeof text === 'string' ? objectIn(text) : undefined;
  return (
    <Stack gap={12}>
      <p className="any-break">
        <MethodMark method={String(method)} /> <code>{String(url)}</code>
      </p>
      <HeaderFold headers={headers} />
      {isRecord(body) && (
        <>
          <h3>{t('operation.body')}</h3>
          {typeof text !== 'string' ? (
            <p className="muted">
              {t('operation.bodyBytes', { type: String(body['contentType']), size: Number(body['size']) })}
            </p>
          ) : json === undefined ? (
            <pre className={styles['box']} tabIndex={0} role="group" aria-label={t('operation.body')}>
              {text}
            </pre>
          ) : (
            <JsonTree value={json} label={t('operation.body')} />
          )}
        </>
      )}
    </Stack>
  );
};

const objectIn = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};
