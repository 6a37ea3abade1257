import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import type { Run } from '../../../api/shapes.ts';
import { useMessages } from '../../../messages/messages-context.tsx';
import { useNotices } from '../../../show/notices.tsx';
import { exactTime } from '../../../show/relative-time.ts';
import type { FlowShape, Step } from '../../document/flow-shape.ts';
import type { FlowEditor } from '../../flow-editor.ts';
import { applyEdits } from '../change-value.ts';
import { useSayRefused } from '../use-change-value.ts';
import { useFieldScope } from '../fields/field-scope.ts';
import { DataTree } from './data-tree.tsx';
import { earlierPath, earlierSteps } from './earlier-path.ts';
import type { FlowSamples } from './samples.ts';
import { pathOf, type DataRoot, type DataRow } from './tree-rows.ts';
import styles from './data.module.css';

export interface PickerProps {
  readonly editor: FlowEditor;
  readonly step: Step;
  readonly shape: FlowShape;
  readonly samples: FlowSamples;
  /** Runs to choose from, where the page lets one choose. */
  readonly runs?: readonly Run[] | undefined;
  readonly onChooseRun?: ((run: string | null) => void) | undefined;
}

interface Reach {
  readonly path: string;
  /** False: it cannot be reached. */
  prepare(): boolean;
}

/** All that the step sees, to be put into the field that had the focus last. */
export const DataPicker = ({ editor, step, shape, samples, runs = [], onChooseRun }: PickerProps) => {
  const { t, language } = useMessages();
  const scope = useFieldScope();
  const notices = useNotices();
  const say = useSayRefused();
  const earlier = useMemo(() => earlierSteps(shape, step.place), [shape, step.place]);
  const seen = scope.seen('/with');
  const roots = useMemo((): readonly DataRoot[] => {
    const { context, input, workflow, secrets } = seen?.variables ?? {};
    const own = scope.around('/with').names;
    return [
      { path: '.', name: '.', value: seen?.data },
      ...own.map((name) => ({ path: `$${name}`, name: `$${name}`, value: seen?.variables[name] })),
      { path: '$context', name: '$context', value: context },
      { path: '$input', name: '$input', value: input },
      { path: '$workflow', name: '$workflow', value: workflow },
      { path: '$ENV', name: '$ENV', value: samples.env },
      { path: '$secrets', name: '$secrets', value: secrets ?? {} },
      ...earlier.map((one) => ({
        path: '',
        name: one.name,
        value: samples.steps.get(one.place)?.output,
        place: one.place,
      })),
    ];
  }, [seen, samples, earlier, scope]);

  /** How a field gets at it, and what an earlier step has to keep for that. */
  const reach = (row: DataRow): Reach => {
    const from = row.root.place === undefined ? undefined : shape.steps.get(row.root.place);
    if (from === undefined) return { path: pathOf(row), prepare: () => true };
    const after = earlier.slice(earlier.findIndex(({ place }) => place === from.place) + 1);
    const { path, edits, lostAt } = earlierPath(from, row.inside, after);
    const [lost] = lostAt;
    const prepare = (): boolean => {
      if (edits.length > 0) {
        const join = `pick ${Date.now()}`;
        const refused = applyEdits(editor, edits, join);
        say(refused);
        if (refused !== undefined) return false;
        // What goes into the field is a part of the same change.
        scope.join(join);
      }
      if (lost !== undefined) notices.done(t('editor.step.data.lost', { step: lost }));
      else if (edits.length > 0) notices.done(t('editor.step.data.exported', { step: from.name }));
      return true;
    };
    return { path, prepare };
  };
  const pick = (row: DataRow): void => {
    const current = scope.aimed();
    if (current === null) {
      notices.done(t('editor.step.data.noField'));
      return;
    }
    const { path, prepare } = reach(row);
    if (prepare()) current.insert(path);
  };
  const drag = (row: DataRow): string => {
    const { path, prepare } = reach(row);
    scope.drag(prepare);
    return path;
  };
  return (
    <div className={styles['picker']}>
      {onChooseRun !== undefined && runs.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t('editor.step.data.from')}
          value={samples.run?.id ?? ''}
          data={runs.map(({ run, status, startedAt }) => ({
            value: run,
            label: `${exactTime(language, Date.parse(startedAt))} · ${t(`runs.status.${status}`)}`,
          }))}
          onChange={(event) => onChooseRun(event.currentTarget.value)}
        />
      )}
      <p className="muted small">{t('editor.step.data.pickText')}</p>
      <DataTree label={t('editor.step.data.seen')} roots={roots} picks={{ pick, drag }} />
    </div>
  );
};
