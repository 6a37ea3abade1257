import { useT } from '../messages/messages-context.tsx';
import { Facts } from '../show/facts.tsx';
import { isRecord } from '../schema-form/settle.ts';
import styles from './operation-page.module.css';

/** Headers, folded away: they are seldom what one looks for. */
export const HeaderFold = ({ headers }: { readonly headers: unknown }) => {
  const t = useT();
  const pairs = Object.entries(isRecord(headers) ? headers : {});
  if (pairs.length === 0) return null;
  return (
    <details className={styles['headers']}>
      <summary>{t('operation.headers', { count: pairs.length })}</summary>
      <Facts
        facts={pairs.map(([name, value]) => [
          name,
          <code key={name}>{Array.isArray(value) ? value.join(', ') : String(value)}</code>,
        ])}
      />
    </details>
  );
};
