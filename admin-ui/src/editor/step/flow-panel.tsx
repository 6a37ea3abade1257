import { Tabs } from '@mantine/core';
import { useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Findings } from '../../flows/text/draft-saver.ts';
import { useT } from '../../messages/messages-context.tsx';
import type { FlowEditor } from '../flow-editor.ts';
import { BeginTab } from './flow/begin-tab.tsx';
import { FlowForm } from './flow/flow-form.tsx';
import { InputTab } from './flow/input-tab.tsx';
import { UsesList } from './flow/uses-list.tsx';
import type { FlowSamples } from './data/samples.ts';
import { FieldScopeProvider } from './fields/field-scope.ts';
import { aboutForm, restForm } from './forms/flow.ts';
import { formWords } from './forms/words.ts';
import { FoundList } from './found-list.tsx';
import { useScope } from './use-scope.ts';
import styles from './step.module.css';

interface FlowPanelProps {
  readonly editor: FlowEditor;
  readonly findings: Findings;
  readonly samples: FlowSamples;
  readonly readOnly?: boolean;
  readonly actions?: ReactNode;
}

const steps: readonly string[] = ['/do'];

/** The flow itself: what it is, how it begins, what it takes, and the rest. */
export const FlowPanel = ({ editor, findings, samples, readOnly = false, actions }: FlowPanelProps) => {
  const t = useT();
  const { flow, mistake } = useSyncExternalStore(editor.subscribe, editor.state);
  const fixed = readOnly || mistake !== null;
  const { shape } = flow;
  const scope = useScope(null, { shape, samples, readOnly: fixed });
  const words = useMemo(() => formWords(t), [t]);
  const [about, rest] = useMemo(() => [aboutForm(words), restForm(words)], [words]);
  const [tab, setTab] = useState('about');
  const form = { editor, shape, findings, readOnly: fixed };
  // Where no field takes the focus, scrolling by keyboard needs the panel itself.
  const reached = fixed ? { tabIndex: 0 } : {};
  return (
    <FieldScopeProvider value={scope}>
      <section className={styles['panel']} aria-label={t('editor.step.flow.panel')}>
        <header className={styles['head']}>
          <div className={styles['titleRow']}>
            <h2>{t('editor.step.flow.panel')}</h2>
            {actions}
          </div>
        </header>
        <FoundList findings={findings} base="" inner={steps} />
        <Tabs
          value={tab}
          onChange={(next) => setTab(next ?? 'about')}
          keepMounted={false}
          className={styles['tabsOf']}
        >
          <Tabs.List className={styles['tabs']}>
            <Tabs.Tab value="about">{t('editor.step.flow.tabs.about')}</Tabs.Tab>
            <Tabs.Tab value="begin">{t('editor.step.flow.tabs.begin')}</Tabs.Tab>
            <Tabs.Tab value="input">{t('editor.step.flow.tabs.input')}</Tabs.Tab>
            <Tabs.Tab value="rest">{t('editor.step.flow.tabs.rest')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="about" className={styles['body']} {...reached}>
            <FlowForm {...form} parts={about} />
          </Tabs.Panel>
          <Tabs.Panel value="begin" className={styles['body']} {...reached}>
            <BeginTab {...form} />
          </Tabs.Panel>
          <Tabs.Panel value="input" className={styles['body']} {...reached}>
            <InputTab {...form} />
          </Tabs.Panel>
          <Tabs.Panel value="rest" className={styles['body']} {...reached}>
            <FlowForm {...form} parts={rest} />
            <UsesList shape={shape} />
          </Tabs.Panel>
        </Tabs>
      </section>
    </FieldScopeProvider>
  );
};
