import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { IconRedo, IconUndo } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import type { EditedDocument } from './use-edited-document.ts';
import styles from '../gateway.module.css';

interface ActionsProps {
  readonly edited: EditedDocument;
  /** What stands in the text cannot be read. */
  readonly unreadable: boolean;
  onSave(): void;
}

/** Back, forth, and the button that saves; the usual keys do the same. */
export const EditActions = ({ edited, unreadable, onSave }: ActionsProps) => {
  const t = useT();
  const { dirty, canUndo, canRedo, undo, redo } = edited;
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const target = event.target instanceof Element ? event.target : null;
    if (key === 's') {
      if (dirty && !unreadable && target?.closest('[role=dialog]') == null) onSave();
    } else if (target?.closest('input, textarea, select, [role=dialog]') != null) return;
    else if (key === 'y' || (key === 'z' && event.shiftKey)) redo();
    else if (key === 'z') undo();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  return (
    <>
      <span className={styles['saved']} role="status">
        {dirty && <StateMark tone="waiting">{t('gateway.unsaved')}</StateMark>}
      </span>
      <Tooltip label={t('gateway.undo')}>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t('gateway.undo')}
          disabled={!canUndo}
          onClick={undo}
        >
          <IconUndo size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('gateway.redo')}>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t('gateway.redo')}
          disabled={!canRedo}
          onClick={redo}
        >
          <IconRedo size={16} />
        </ActionIcon>
      </Tooltip>
      <Button size="xs" disabled={!dirty || unreadable} onClick={onSave}>
        {t('gateway.save')}
      </Button>
    </>
  );
};
