import { Tabs } from '@mantine/core';
import { useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Run } from '../../api/shapes.ts';
import type { Findings } from '../../flows/text/draft-saver.ts';
import { useT } from '../../messages/messages-context.tsx';
import type { Step } from '../document/flow-shape.ts';
import type { FlowEditor } from '../flow-editor.ts';
import type { FlowSamples } from './data/samples.ts';
import { DataDrawer } from './data/data-drawer.tsx';
import { DataTab } from './data/data-tab.tsx';
import { FieldScopeProvider } from './fields/field-scope.ts';
import { FoundList } from './found-list.tsx';
import { MoreTab } from './more-tab.tsx';
import { SetUpTab } from './set-up-tab.tsx';
import { StepHead } from './step-head.tsx';
import { useCalled } from './use-called.ts';
import { useScope } from './use-scope.ts';
import styles from './step.module.css';

interface StepPanelProps {
  readonly editor: FlowEditor;
  /** Of the step: `/do/0/ask`. */
  readonly place: string;
  readonly findings: Findings;
  readonly samples: FlowSamples;
  /** Runs whose data can be shown in place of the samples', where the page lets one choose. */
  readonly runs?: readonly Run[];
  readonly onChooseRun?: (run: string | null) => void;
  /** The person may only look. */
  readonly readOnly?: boolean;
  /** What the page puts beside the title: closing, testing to here. */
  readonly actions?: ReactNode;
}

/** One step: what it is called, what it does, its data, and the rest. */
export const StepPanel = (props: StepPanelProps) => {
  const t = useT();
  const { flow } = useSyncExternalStore(props.editor.subscribe, props.editor.state);
  const step = flow.shape.steps.get(props.place);
  if (step === undefined) return <p className="muted">{t('editor.step.gone')}</p>;
  // Another step is another panel: nothing that was open in the one stands in the other.
  return <Panel key={props.place} {...props} step={step} />;
};

const Panel = (props: StepPanelProps & { readonly step: Step }) => {
  const { editor, step, findings, samples } = props;
  const t = useT();
  const { flow, mistake } = useSyncExternalStore(editor.subscribe, editor.state);
  const readOnly = (props.readOnly ?? false) || mistake !== null;
  const [tab, setTab] = useState('setUp');
  const called = useCalled(step, flow.shape);
  const scope = useScope(step, { shape: flow.shape, samples, readOnly });
  // Where no field takes the focus, scrolling by keyboard needs the panel itself.
  const reached = readOnly ? { tabIndex: 0 } : {};
  const inner = useMemo(() => step.inner.map(({ block }) => block.place), [step]);
  const tabs = { editor, step, shape: flow.shape, called, findings, inner, readOnly };
  return (
    <FieldScopeProvider value={scope}>
      <section className={styles['panel']} aria-label={t('editor.step.panelOf', { name: step.name })}>
        <StepHead editor={editor} step={step} called={called} readOnly={readOnly} actions={props.actions} />
        <FoundList findings={findings} base={step.place} inner={inner} />
        <Tabs
          value={tab}
          onChange={(next) => setTab(next ?? 'setUp')}
          keepMounted={false}
          className={styles['tabsOf']}
        >
          <Tabs.List className={styles['tabs']}>
            <Tabs.Tab value="setUp">{t('editor.step.setUp')}</Tabs.Tab>
            <Tabs.Tab value="data">{t('editor.step.data')}</Tabs.Tab>
            <Tabs.Tab value="more">{t('editor.step.more')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="setUp" className={styles['body']} {...reached}>
            <SetUpTab {...tabs} samples={samples} />
          </Tabs.Panel>
          <Tabs.Panel value="data" className={styles['body']} {...reached}>
            <DataTab step={step} samples={samples} />
          </Tabs.Panel>
          <Tabs.Panel value="more" className={styles['body']} {...reached}>
            <MoreTab {...tabs} samples={samples} />
          </Tabs.Panel>
        </Tabs>
        {tab !== 'data' && (
          <DataDrawer
            editor={editor}
            step={step}
            shape={flow.shape}
            samples={samples}
            runs={props.runs}
            onChooseRun={props.onChooseRun}
          />
        )}
      </section>
    </FieldScopeProvider>
  );
};
