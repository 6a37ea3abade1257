import { Tooltip } from '@mantine/core';
import type { Callable } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import styles from './toolsets.module.css';

/** What a call may do outside, as far as one has to think of it. */
export const HintMark = ({ hints }: { readonly hints: Callable['hints'] }) => {
  const t = useT();
  const kind = hints.destructive ? 'destructive' : hints.readOnly ? 'readOnly' : null;
  if (kind === null) return null;
  return (
    <Tooltip label={t(`toolsets.hint.${kind}Text`)}>
      <span className={styles['hint']} data-kind={kind}>
        {t(`toolsets.hint.${kind}`)}
      </span>
    </Tooltip>
  );
};
