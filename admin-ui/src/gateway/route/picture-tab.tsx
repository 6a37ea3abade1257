import { CloseButton, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { GatewayLanguage, GatewayProblem, TrafficStatus, TriedRequest } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { startValue } from '../../schema-form/start-value.ts';
import { isRecord } from '../../schema-form/settle.ts';
import { moved, stepsOf, withSteps, type PipelineStep } from '../document/pipeline-steps.ts';
import type { EditedDocument } from '../document/use-edited-document.ts';
import { EndpointPanel } from './endpoint-panel.tsx';
import { Picture } from './picture.tsx';
import { PolicyCatalogue } from './policy-catalogue.tsx';
import type { Selection } from './selection.ts';
import { StepPanel } from './step-panel.tsx';
import { traceOf } from './trace.ts';
import { TryPanel } from './try-panel.tsx';
import styles from '../gateway.module.css';

interface TabProps {
  readonly edited: EditedDocument;
  readonly language: GatewayLanguage;
  readonly problems: readonly GatewayProblem[];
  readonly status: TrafficStatus | undefined;
  readonly writes: boolean;
  readonly selected: Selection | null;
  readonly tried: TriedRequest | null;
  onSelect(selection: Selection | null): void;
  onTried(tried: TriedRequest): void;
}

type NewStep = Pick<PipelineStep, 'policy' | 'condition' | 'action'>;

/** The picture of the route, and beside it what is chosen in it. */
export const PictureTab = (props: TabProps) => {
  const { edited, language, problems, writes, tried, onSelect } = props;
  const t = useT();
  const wide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false });
  const [adding, setAdding] = useState<number | null>(null);
  const { document } = edited;
  const steps = stepsOf(document);
  const give = (next: readonly NewStep[], join?: string): void =>
    edited.change(withSteps(document, next), join);
  // A step that is gone, by undo or in the text, has nothing to show.
  const selected =
    props.selected?.kind === 'step' && props.selected.at >= steps.length ? null : props.selected;
  const step = selected?.kind === 'step' ? steps[selected.at] : undefined;
  const heading =
    selected === null
      ? ''
      : selected.kind === 'step'
        ? (language.policies.find(({ name }) => name === step?.policy)?.title ?? step?.policy ?? '')
        : t(selected.kind === 'try' ? 'gateway.try' : 'gateway.where');
  const shift = (by: (at: number) => number | null): void => {
    if (selected?.kind !== 'step') return;
    const at = by(selected.at);
    onSelect(at === null ? null : { kind: 'step', at });
  };
  const add = (at: number, policy: GatewayLanguage['policies'][number]): void => {
    const action = startValue(policy.action, {});
    give(
      steps.toSpliced(at, 0, {
        ...{ policy: policy.name, at: '', condition: null },
        action: isRecord(action) ? action : {},
      }),
    );
    onSelect({ kind: 'step', at });
  };
  const content =
    selected === null ? null : selected.kind === 'try' ? (
      <TryPanel edited={edited} status={props.status} tried={tried} onTried={props.onTried} />
    ) : selected.kind === 'endpoints' ? (
      <EndpointPanel {...{ document, language, problems, writes }} onChange={edited.change} />
    ) : step === undefined ? null : (
      <StepPanel
        key={`${selected.at} ${step.policy}`}
        {...{ step, language, problems, writes }}
        onChange={(next) => give(steps.with(selected.at, next), `step ${selected.at}`)}
      />
    );
  return (
    <div className={styles['sides']} data-open={(content !== null && wide) || undefined}>
      <Picture
        {...{ document, language, problems, writes, selected }}
        status={props.status}
        trace={traceOf(tried, edited.base.name, steps)}
        onSelect={onSelect}
        onAdd={setAdding}
        onMove={(from, to) => {
          give(moved(steps, from, to));
          shift((at) => placeAfter(at, from, to));
        }}
        onDuplicate={(at) => {
          const one = steps[at];
          if (one !== undefined) give(steps.toSpliced(at + 1, 0, one));
        }}
        onRemove={(gone) => {
          give(steps.toSpliced(gone, 1));
          shift((at) => (at === gone ? null : at > gone ? at - 1 : at));
        }}
      />
      {content !== null &&
        (wide ? (
          <aside className={styles['panel']} aria-label={heading}>
            <div className={styles['panelHead']}>
              <h2>{heading}</h2>
              <CloseButton aria-label={t('close')} onClick={() => onSelect(null)} />
            </div>
            {content}
          </aside>
        ) : (
          <Drawer
            opened
            onClose={() => onSelect(null)}
            size={480}
            title={heading}
            closeButtonProps={{ 'aria-label': t('close') }}
          >
            {content}
          </Drawer>
        ))}
      {writes && (
        <PolicyCatalogue
          language={language}
          opened={adding !== null}
          onClose={() => setAdding(null)}
          onChoose={(policy) => add(adding ?? steps.length, policy)}
        />
      )}
    </div>
  );
};

/** Where what stood at a place stands after another one was moved. */
const placeAfter = (at: number, from: number, to: number): number => {
  if (at === from) return to;
  if (from < at && to >= at) return at - 1;
  return from > at && to <= at ? at + 1 : at;
};
