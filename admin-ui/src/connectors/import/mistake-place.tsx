import { Button } from '@mantine/core';
import type { Problem } from '../../api/problem.ts';
import { useT } from '../../messages/messages-context.tsx';
import styles from './import-page.module.css';

interface PlaceProps {
  readonly problem: Problem;
  /** The text that was sent, where the page holds it. */
  readonly text: string | null;
  /** It stands in the field of the page. */
  readonly inField: boolean;
}

const around = 2;

/** The lines around a mistake, and the way to it. */
export const MistakePlace = ({ problem, text, inField }: PlaceProps) => {
  const t = useT();
  const { line, column } = problem.more;
  if (typeof line !== 'number' || typeof column !== 'number') return null;
  const lines = text?.split('\n') ?? [];
  const from = Math.max(0, line - 1 - around);
  const go = (): void => {
    const field = document.querySelector<HTMLTextAreaElement>('textarea[data-document]');
    const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    field?.focus();
    field?.setSelectionRange(at, at + 1);
    field?.scrollTo({ top: ((line - 4) / Math.max(1, lines.length)) * field.scrollHeight });
  };
  return (
    <>
      <p>{t('import.place', { line, column })}</p>
      {lines.length >= line && (
        <pre className={styles['excerpt']} tabIndex={0} role="group" aria-label={t('import.excerpt')}>
          {lines.slice(from, line + around).map((one, at) =>
            from + at === line - 1 ? (
              <mark key={at}>
                {from + at + 1} {one.slice(0, 400)}
              </mark>
            ) : (
              <div key={at}>
                {from + at + 1} {one.slice(0, 400)}
              </div>
            ),
          )}
        </pre>
      )}
      {inField && (
        <div>
          <Button size="xs" variant="default" onClick={go}>
            {t('import.goToPlace')}
          </Button>
        </div>
      )}
    </>
  );
};
