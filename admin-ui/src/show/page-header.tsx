import { useEffect, useRef, type ReactNode } from 'react';
import { useCameFromWithin } from '../location/arrival.tsx';
import styles from './page-header.module.css';

interface HeaderProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
}

/**
 * Title at the left, main actions at the right. After a navigation the title takes the focus: a reader who does not
 * see the page hears where they are, and the next Tab goes on from there.
 */
export const PageHeader = ({ title, about, actions }: HeaderProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const fromWithin = useCameFromWithin();
  useEffect(() => {
    document.title = `${title} · App Connect`;
  }, [title]);
  useEffect(() => {
    // Nobody is interrupted who types or reads a dialog.
    const busy = document.activeElement?.closest('input, textarea, [role=dialog]') ?? null;
    if (fromWithin && busy === null) heading.current?.focus({ preventScroll: true });
  }, [fromWithin]);
  return (
    <header className={styles['header']}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {about !== undefined && <p className={styles['about']}>{about}</p>}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </header>
  );
};
