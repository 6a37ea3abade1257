import { useT } from '../../../messages/messages-context.tsx';
import { RelativeTime } from '../../../show/time.tsx';
import type { Step } from '../../document/flow-shape.ts';
import { StepValue } from './step-value.tsx';
import type { FlowSamples } from './samples.ts';

interface DataProps {
  readonly step: Step;
  readonly samples: FlowSamples;
}

/** What the step was given and what it gave, in the run or sample that the editor stands on. */
export const DataTab = ({ step, samples }: DataProps) => {
  const t = useT();
  const sample = samples.steps.get(step.place);
  const { source } = samples;
  return (
    <div>
      <p className="muted small" style={{ marginBottom: 12 }}>
        {source.kind === 'run' ? (
          <>
            {t('editor.step.data.ofRun')} <RelativeTime at={source.startedAt} />
          </>
        ) : (
          t(source.kind === 'schema' ? 'editor.step.data.ofSchema' : 'editor.step.data.none')
        )}
      </p>
      {sample === undefined ? (
        source.kind !== 'none' && <p className="muted">{t('editor.step.data.notRun')}</p>
      ) : (
        <>
          <StepValue title={t('editor.step.data.input')} what="input" sample={sample} samples={samples} />
          <StepValue title={t('editor.step.data.output')} what="output" sample={sample} samples={samples} />
        </>
      )}
    </div>
  );
};
