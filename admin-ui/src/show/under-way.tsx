import { Button, Loader } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { Elapsed } from './elapsed.tsx';

interface UnderWayProps {
  readonly busy: boolean;
  /** What is happening: "The tool is called". */
  readonly saying: string;
  onCancel(): void;
  /** What begins it, where nothing is under way. */
  readonly children?: ReactNode;
}

/** In place of the button that began it: what is under way, for how long, and how it is stopped. */
export const UnderWay = ({ busy, saying, onCancel, children }: UnderWayProps) => {
  const t = useT();
  const place = useRef<HTMLDivElement>(null);
  const was = useRef(busy);
  useEffect(() => {
    if (was.current === busy) return;
    was.current = busy;
    // The button that had the focus is gone: whoever works by keyboard goes on where they were.
    if (document.activeElement !== document.body) return;
    place.current?.querySelector<HTMLElement>(busy ? '[role=status]' : 'button')?.focus();
  }, [busy]);
  return (
    <div ref={place} style={{ display: 'contents' }}>
      {busy ? (
        <>
          {/* Another button than the one that began it: the press would go on to it. */}
          <Button
            key="cancel"
            variant="default"
            onClick={(event) => {
              // The second half of a double-click on what began it: nobody wishes to stop it so soon.
              if (event.detail < 2) onCancel();
            }}
          >
            {t('cancel')}
          </Button>
          <Loader size={16} aria-hidden />
          <span role="status" tabIndex={-1}>
            {saying}
          </span>
          <Elapsed />
        </>
      ) : (
        children
      )}
    </div>
  );
};
