import { useMemo } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import styles from './versions.module.css';

const kinds: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'place' };

/** What `diff -u` says, with its lines in colour; the sign before each says the same without. */
export const DiffView = ({ text }: { readonly text: string }) => {
  const t = useT();
  const lines = useMemo(() => text.split('\n').slice(2, -1), [text]);
  if (text === '') return <p className="muted">{t('flows.noDifference')}</p>;
  return (
    <pre className={styles['diff']} tabIndex={0} aria-label={t('flows.difference')} role="region">
      {lines.map((line, at) => (
        <span key={at} data-kind={kinds[line[0] ?? '']}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
};
