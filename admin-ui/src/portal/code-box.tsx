import { CopyIcon } from '../show/copy-button.tsx';
import styles from '../reference/reference-page.module.css';

/** Something to be copied. */
export const CodeBox = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <div className={styles['box']}>
    <pre className={styles['code']}>{text}</pre>
    <div className={styles['copy']}>
      <CopyIcon value={text} label={label} />
    </div>
  </div>
);
