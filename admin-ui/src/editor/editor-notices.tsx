import { Button } from '@mantine/core';
import { Conflict } from '../flows/text/conflict.tsx';
import type { SavedText } from '../flows/text/use-draft-saver.ts';
import { useT } from '../messages/messages-context.tsx';
import { sayDetail, sayProblem } from '../messages/say-problem.ts';
import type { TextMistake } from './document/flow-shape.ts';
import styles from './editor-tab.module.css';

interface NoticesProps {
  readonly saved: SavedText;
  /** Somebody else's changes and these cannot be put together. */
  readonly apart: boolean;
  /** Of the text, where it is not in sight. */
  readonly mistake: TextMistake | null;
  onMistake(): void;
}

/** What keeps the text from being saved, or the flow from being drawn. */
export const EditorNotices = ({ saved, apart, mistake, onMistake }: NoticesProps) => {
  const t = useT();
  const { saver, state, readTheirs } = saved;
  return (
    <>
      {apart && state.other !== null && (
        <div className={styles['conflict']}>
          <Conflict
            saver={saver}
            said={t('flows.conflict', { name: state.other.savedByName || t('flows.somebody') })}
            readTheirs={readTheirs}
          />
        </div>
      )}
      {state.phase === 'refused' && state.problem !== null && (
        <p className={styles['notice']} role="alert">
          {sayDetail(state.problem) ?? sayProblem(t, state.problem)}
        </p>
      )}
      {mistake !== null && (
        <div className={styles['notice']} role="alert">
          <p>{t('editor.mistake', { line: mistake.line, message: mistake.message })}</p>
          <Button size="compact-xs" variant="default" onClick={onMistake}>
            {t('editor.mistake.go')}
          </Button>
        </div>
      )}
    </>
  );
};
