import { useT } from '../../messages/messages-context.tsx';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

interface NotesProps {
  readonly trial: Trial;
  onChoose(place: string): void;
}

/** What is other than in a run of the published flow. */
export const TrialNotes = ({ trial, onChoose }: NotesProps) => {
  const t = useT();
  if (trial.notes.length === 0) return null;
  return (
    <ul className={styles['notes']} aria-label={t('editor.trial.notes')}>
      {trial.notes.map(({ code, places }) => {
        const steps = places.flatMap((place) => {
          const step = trial.shape.steps.get(place);
          return step === undefined ? [] : [step];
        });
        return (
          <li key={code}>
            {t(`editor.trial.note.${code}`)}{' '}
            {steps.map(({ place, name }) => (
              <button key={place} type="button" className={styles['goes']} onClick={() => onChoose(place)}>
                {name}
              </button>
            ))}
          </li>
        );
      })}
    </ul>
  );
};
