import { VisuallyHidden } from '@mantine/core';
import { useT } from '../../../messages/messages-context.tsx';
import type { Seen } from './evaluate.ts';
import type { Surroundings } from './surroundings.ts';
import type { Told } from './previews.ts';
import { usePreview } from './use-preview.ts';
import styles from '../step.module.css';

interface PreviewProps {
  readonly source: string;
  readonly template?: boolean;
  readonly around: Surroundings;
  readonly seen: Seen | null;
}

/** The value of an expression beneath it. What is wrong with the expression itself is said at the field. */
export const Preview = ({ source, template = false, around, seen }: PreviewProps) => {
  const t = useT();
  const told = usePreview({ source, template, around, seen });
  if (told === null || (told.kind === 'mistake' && told.mistake.line !== null)) return null;
  const said = sayTold(told, t);
  return (
    <p className={styles['preview']} data-kind={told.kind} title={said}>
      <span aria-hidden>→ </span>
      <VisuallyHidden component="span">{t('editor.step.preview')} </VisuallyHidden>
      {said}
    </p>
  );
};

const sayTold = (told: Told, t: ReturnType<typeof useT>): string => {
  switch (told.kind) {
    case 'value':
      return told.redacted ? t('json.redacted') : told.shown;
    case 'mistake':
      return t('editor.step.previewFails', { reason: told.mistake.message });
    case 'costly':
      return t('editor.step.previewCostly');
    case 'ended':
      return t('editor.step.previewEnded');
    case 'failed':
      return t('editor.step.previewMissing');
    case 'suggestions':
      return '';
  }
};
