import type { ReactNode } from 'react';
import styles from './editor-tab.module.css';

interface AsideProps {
  readonly title: string;
  /** What the page puts beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Something beside the flow that is not a part of it. */
export const AsidePanel = ({ title, actions, children }: AsideProps) => (
  <section className={styles['beside']} aria-label={title}>
    <header className={styles['head']}>
      <h2>{title}</h2>
      {actions}
    </header>
    {children}
  </section>
);
