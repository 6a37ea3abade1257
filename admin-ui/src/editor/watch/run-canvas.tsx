import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { Run } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { reasonOf, type TaskFact } from '../../runs/task-facts.ts';
import type { TimelineNode } from '../../runs/timeline.ts';
import { Failure } from '../../show/failure.tsx';
import { PageSkeleton } from '../../show/page-skeleton.tsx';
import { Canvas } from '../canvas/canvas.tsx';
import { openEditor } from '../open-editor.ts';
import { marksOf } from '../trial/marks-of.ts';
import { standsAt, taskAt, withFailure } from './task-at.ts';
import { useRunText } from './use-run-text.ts';
import styles from './run-canvas.module.css';

interface RunCanvasProps {
  readonly run: Run;
  readonly facts: readonly TaskFact[];
  readonly nodes: readonly TimelineNode[];
  /** A task, as the timeline names it. */
  onChoose(task: string): void;
}

/** A run on the flow that it runs, as it goes. */
const RunCanvas = (props: RunCanvasProps) => {
  const t = useT();
  const { run } = props;
  const read = useRunText(run);
  if (read.problem !== null)
    return (
      <div className={styles['frame']}>
        <Failure quiet what={t('runs.flowFailed')} problem={read.problem} onRetry={read.reload} />
      </div>
    );
  if (read.data === undefined) return <PageSkeleton />;
  return <Drawn key={run.run} {...props} text={read.data} />;
};

const nothingFound = { problems: [], warnings: [] };

const Drawn = ({ run, facts, nodes, text, onChoose }: RunCanvasProps & { readonly text: string }) => {
  const t = useT();
  const { error } = run;
  const [editor] = useState(() => openEditor(text));
  const { shape } = editor.state().flow;
  const [untouched, setUntouched] = useState<string | null>(null);
  const marks = useMemo(() => {
    const place = typeof error?.['instance'] === 'string' ? error['instance'] : null;
    return withFailure(marksOf(facts, shape), shape, { place, reason: reasonOf(error) });
  }, [facts, shape, error]);
  // Where it stands is what one comes to see; from then on the drawing stays where the reader has it.
  const begin = useEffectEvent(() => {
    const at = standsAt(marks, shape);
    if (at !== null && editor.state().chosen.length === 0) editor.choose([at]);
  });
  useEffect(() => begin(), []);
  const open = (place: string | null): void => {
    if (place === null) return;
    const task = taskAt(nodes, place);
    setUntouched(task === null ? (shape.steps.get(place)?.name ?? null) : null);
    if (task !== null) onChoose(task.id);
  };
  return (
    <section className={styles['frame']} aria-label={t('runs.onFlow')}>
      <div className={styles['canvas']}>
        <Canvas
          editor={editor}
          flow={run.flow}
          findings={nothingFound}
          marks={marks}
          readOnly
          opensAtOnce
          onOpen={open}
          onAdd={nothing}
        />
      </div>
      <p role="status" className={`${styles['said']} muted small`}>
        {untouched === null ? '' : t('runs.nothingKnown', { name: untouched })}
      </p>
    </section>
  );
};

const nothing = (): void => undefined;

export default RunCanvas;
