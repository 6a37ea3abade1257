import { ActionIcon, Tooltip } from '@mantine/core';
import { IconNextProblem, IconWhole, IconZoomIn, IconZoomOut } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import styles from './canvas.module.css';

interface ToolsProps {
  /** Steps with something wrong. */
  readonly problems: number;
  onZoom(by: 'in' | 'out' | 'whole'): void;
  onProblem(): void;
}

const zooms = [
  ['in', IconZoomIn],
  ['out', IconZoomOut],
  ['whole', IconWhole],
] as const;

export const CanvasTools = ({ problems, onZoom, onProblem }: ToolsProps) => {
  const t = useT();
  return (
    <div className={styles['tools']} role="group" aria-label={t('editor.canvas.zoom')}>
      {zooms.map(([by, Icon]) => (
        <Tooltip key={by} label={t(`editor.canvas.zoom.${by}`)} position="left">
          <ActionIcon variant="default" aria-label={t(`editor.canvas.zoom.${by}`)} onClick={() => onZoom(by)}>
            <Icon size={16} />
          </ActionIcon>
        </Tooltip>
      ))}
      {problems > 0 && (
        <Tooltip label={t('editor.canvas.nextProblem', { count: problems })} position="left">
          <ActionIcon
            variant="default"
            className={styles['problem']}
            aria-label={t('editor.canvas.nextProblem', { count: problems })}
            onClick={onProblem}
          >
            <IconNextProblem size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
};
