import { Button } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import type { TextMistake } from './document/flow-shape.ts';
import styles from './editor-tab.module.css';

interface UnreadableProps {
  readonly mistake: TextMistake;
  onGo(): void;
}

/** In place of the canvas, where the text could not be read since the page was opened: an empty flow would be a lie. */
export const Unreadable = ({ mistake, onGo }: UnreadableProps) => {
  const t = useT();
  const { line, column, message } = mistake;
  return (
    <section className={styles['unreadable']} aria-label={t('editor.unreadable')}>
      <h2>{t('editor.unreadable')}</h2>
      <p role="alert">{t('editor.unreadable.where', { line, column, message })}</p>
      <p className="muted">{t('editor.unreadable.kept')}</p>
      <Button size="xs" onClick={onGo}>
        {t('editor.unreadable.go')}
      </Button>
    </section>
  );
};
