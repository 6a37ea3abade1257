import { Tooltip } from '@mantine/core';
import { useT } from '../../messages/messages-context.tsx';
import type { DiffMark } from './diff-marks.ts';
import styles from './card.module.css';

export const diffSigns: Readonly<Record<DiffMark, string>> = {
  added: '+',
  removed: '−',
  changed: '≠',
  moved: '↕',
};

/** What became of a step from one version to the other: its frame says so in colour, this says it without. */
export const MarkOfDiff = ({ mark }: { readonly mark: DiffMark }) => {
  const t = useT();
  return (
    <Tooltip label={t(`editor.canvas.diff.${mark}`)}>
      <span className={styles['diff']} data-diff-sign={mark}>
        {diffSigns[mark]}
      </span>
    </Tooltip>
  );
};
