import type { Approval } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { answerWord } from './approval-state.tsx';
import styles from './approvals.module.css';

/** What came of it: who was first, and what they said with it. */
export const Outcome = ({ approval }: { readonly approval: Approval }) => {
  const t = useT();
  const { state, settledBy, note } = approval;
  const name = settledBy?.name ?? '';
  const said =
    state === 'answered'
      ? t(settledBy === null ? 'approvals.outcome.byLink' : 'approvals.outcome.answered', {
          name,
          answer: answerWord(t, approval),
        })
      : state === 'cancelled'
        ? t('approvals.outcome.cancelled', { name })
        : t('approvals.outcome.expired');
  return (
    <section className={styles['answer']} aria-labelledby="outcome" role="status">
      <h2 id="outcome">{t('approvals.outcome')}</h2>
      <p className="any-break">{said}</p>
      {note !== null && note !== '' && <blockquote className={styles['note']}>{note}</blockquote>}
    </section>
  );
};
