import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import type { SaverState } from './draft-saver.ts';
import styles from './save-state.module.css';

const tones = {
  saved: 'success',
  waiting: 'quiet',
  saving: 'quiet',
  away: 'waiting',
  refused: 'failed',
  conflict: 'failed',
} as const;

/** Whether what one sees is what the hub has. Said once, and not at each key. */
export const SaveState = ({ state: { phase } }: { readonly state: Pick<SaverState, 'phase'> }) => {
  const t = useT();
  return (
    <span role="status" className={styles['said']}>
      <StateMark tone={tones[phase]}>{t(`flows.save.${phase}`)}</StateMark>
    </span>
  );
};
