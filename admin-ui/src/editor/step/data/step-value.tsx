import { useT } from '../../../messages/messages-context.tsx';
import { DataTree } from './data-tree.tsx';
import type { FlowSamples, StepSample } from './samples.ts';
import { useWholeTask } from './use-whole-task.ts';

interface ValueProps {
  readonly title: string;
  readonly what: 'input' | 'output';
  readonly sample: StepSample;
  readonly samples: FlowSamples;
}

/** One value of a step; what was too long to come with the others is asked for when it is looked at. */
export const StepValue = ({ title, what, sample, samples }: ValueProps) => {
  const t = useT();
  const missing = sample.leftOut.includes(what) && sample.key !== null;
  const read = useWholeTask(samples.run?.id ?? '', missing ? sample.key : null);
  const value = missing ? read.data?.[what] : sample[what];
  return (
    <section style={{ marginBottom: 16 }}>
      <h3>{title}</h3>
      {value === undefined ? (
        <p className="muted">
          {t(missing && read.problem === null ? 'loading' : 'editor.step.data.unknown')}
        </p>
      ) : (
        <DataTree label={title} roots={[{ path: what === 'input' ? '.' : '', name: title, value }]} />
      )}
    </section>
  );
};
