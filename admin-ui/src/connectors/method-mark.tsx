import styles from './method-mark.module.css';

/** The method of an operation. It is no state: it has no colour. */
export const MethodMark = ({ method }: { readonly method: string }) => (
  <code className={styles['method']}>{method}</code>
);
