import { useId, type ReactNode } from 'react';
import styles from './section.module.css';

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  /** The content takes the whole width, as a list does. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export const Section = ({ title, about, wide = false, children }: SectionProps) => {
  const heading = useId();
  return (
    <section className={styles['section']} aria-labelledby={heading} data-wide={wide || undefined}>
      <div>
        <h2 id={heading}>{title}</h2>
        {about !== undefined && <p className="muted">{about}</p>}
      </div>
      <div>{children}</div>
    </section>
  );
};
