import { useT } from '../messages/messages-context.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { fileIn, FileOutput } from './file-output.tsx';
import styles from './operation-page.module.css';

export const OutputView = ({ output }: { readonly output: unknown }) => {
  const t = useT();
  const file = fileIn(output);
  if (output === null || output === undefined) return <p className="muted">{t('operation.emptyBody')}</p>;
  if (file !== undefined) return <FileOutput file={file} />;
  if (typeof output === 'object') return <JsonTree value={output} label={t('operation.output')} />;
  return (
    <pre className={styles['box']} tabIndex={0} role="group" aria-label={t('operation.output')}>
      {typeof output === 'string' ? output : JSON.stringify(output)}
    </pre>
  );
};
