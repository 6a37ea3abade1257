import { Tabs } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { GivenForm } from './given-form.tsx';
import { isWrong } from './given-now.ts';
import { PinList } from './pin-list.tsx';
import { TrialBar } from './trial-bar.tsx';
import { TrialView } from './trial-view.tsx';
import type { Asked } from './trial-wish.ts';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

interface PanelProps {
  readonly trial: Trial;
  /** The step that a person looks at. */
  readonly chosen: string | null;
  onChoose(place: string): void;
  onClose(): void;
}

/** As the style sheet has it. */
const narrowBelow = 768;

const tabs = ['given', 'run', 'pins'] as const;
type Tab = (typeof tabs)[number];

/** Below the canvas: what the flow is tried with, and how it goes. */
export const TrialPanel = ({ trial, chosen, onChoose, onClose }: PanelProps) => {
  const t = useT();
  const [tab, setTab] = useState<Tab>(trial.run.id === null ? 'given' : 'run');
  const panel = useRef<HTMLElement>(null);
  // On a small screen it stands below what is in sight.
  useEffect(() => {
    if (window.innerWidth < narrowBelow) panel.current?.scrollIntoView({ block: 'start' });
  }, []);
  const [tried, setTried] = useState(false);
  const [readable, setReadable] = useState(true);
  /** From the middle the flow is given nothing: the step is. */
  const mayBegin = ({ from }: Asked): boolean => {
    if (from !== undefined) return true;
    const right = readable && !isWrong(trial.given, trial.shape, t);
    setTried(!right);
    if (!right) setTab('given');
    return right;
  };
  const count = Object.keys(trial.kept.pins).length;
  return (
    <section ref={panel} className={styles['panel']} aria-label={t('editor.trial.title')}>
      <TrialBar
        trial={trial}
        chosen={chosen}
        onBegin={(asked) => {
          if (!mayBegin(asked)) return;
          setTab('run');
          trial.begin(asked);
        }}
        onClose={onClose}
      />
      <Tabs
        value={tab}
        onChange={(next) => {
          // What could not be read is gone with its field.
          setReadable(true);
          setTab(tabs.find((one) => one === next) ?? 'given');
        }}
        keepMounted={false}
        className={styles['tabs']}
      >
        <Tabs.List>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {one === 'pins' && count > 0
                ? t('editor.trial.tab.pinsCount', { count })
                : t(`editor.trial.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="given" className={styles['body']}>
          <GivenForm trial={trial} tried={tried} onReadable={setReadable} />
        </Tabs.Panel>
        <Tabs.Panel value="run" className={styles['body']}>
          <TrialView trial={trial} onChoose={onChoose} />
        </Tabs.Panel>
        <Tabs.Panel value="pins" className={styles['body']}>
          <PinList trial={trial} onChoose={onChoose} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
};
