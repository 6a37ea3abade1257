import { useT } from '../../messages/messages-context.tsx';
import type { TabProps } from './tab-props.ts';
import { textOfStep } from './text-of-step.ts';
import styles from './step.module.css';

/** A step of a kind that this console does not know: as it is written. */
export const StepText = ({ editor, step }: TabProps) => {
  const t = useT();
  const { flow } = editor.state();
  return (
    <>
      <p className="muted" style={{ marginBottom: 12 }}>
        {t('editor.step.unknownText')}
      </p>
      <pre className={styles['yaml']} tabIndex={0} role="group" aria-label={step.name}>
        {textOfStep(flow, step.place)}
      </pre>
    </>
  );
};
