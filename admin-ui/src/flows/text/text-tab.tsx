import { Button } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import type { FlowFacts } from '../../api/shapes.ts';
import { IconUpload } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { sayDetail, sayProblem } from '../../messages/say-problem.ts';
import { useMay } from '../../session/me.ts';
import { CodeArea, type CodeAreaHandle } from './code-area.tsx';
import { Conflict } from './conflict.tsx';
import type { Finding } from './draft-saver.ts';
import { FindingList } from './finding-list.tsx';
import { PublishFlow } from './publish-flow.tsx';
import { SaveState } from './save-state.tsx';
import { useDraftSaver } from './use-draft-saver.ts';
import styles from './text-tab.module.css';

/** The flow as it is written, saved as one types, with what is wrong beside it. */
export const TextTab = ({ facts }: { readonly facts: FlowFacts }) => {
  const t = useT();
  const may = useMay();
  const { saver, state } = useDraftSaver(facts);
  const area = useRef<CodeAreaHandle>(null);
  const [publishing, setPublishing] = useState(false);
  const { name } = facts.flow;
  const writes = may('flows.write');
  const { problems, warnings } = state.findings;
  const marked = useMemo(() => new Set(problems.map(({ line }) => line)), [problems]);
  const goTo = ({ line, column }: Finding): void => area.current?.goTo(line, column);
  const clean = problems.length === 0 && warnings.length === 0;
  return (
    <div className={styles['tab']}>
      <div className={styles['bar']}>
        <SaveState state={state} />
        {may('flows.publish') && (
          <Button size="xs" leftSection={<IconUpload size={14} />} onClick={() => setPublishing(true)}>
            {t('flows.publish')}
          </Button>
        )}
      </div>
      {state.phase === 'conflict' && state.other !== null && (
        <Conflict name={name} saver={saver} other={state.other} />
      )}
      {state.phase === 'refused' && state.problem !== null && (
        <p className={styles['conflict']} role="alert">
          {sayDetail(state.problem) ?? sayProblem(t, state.problem)}
        </p>
      )}
      <div className={styles['both']}>
        <CodeArea
          handle={area}
          label={t('flows.textOf', { name })}
          text={state.text}
          readOnly={!writes}
          marked={marked}
          onChange={saver.type}
          onLeave={() => void saver.flush()}
        />
        <div className={styles['side']}>
          {clean && <p className="muted">{t('flows.noProblems')}</p>}
          <FindingList kind="problems" findings={problems} onChoose={goTo} />
          <FindingList kind="warnings" findings={warnings} onChoose={goTo} />
        </div>
      </div>
      <PublishFlow
        name={name}
        saver={saver}
        opened={publishing}
        onClose={() => setPublishing(false)}
        onChoose={goTo}
      />
    </div>
  );
};
