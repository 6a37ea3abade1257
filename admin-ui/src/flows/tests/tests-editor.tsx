import { Button, Group } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import type { Flow, FlowTests } from '../../api/shapes.ts';
import { Link } from '../../location/router.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { sayDetail, sayProblem } from '../../messages/say-problem.ts';
import { useMay } from '../../session/me.ts';
import { Elapsed } from '../../show/elapsed.tsx';
import { Failure } from '../../show/failure.tsx';
import { flowPath } from '../flow-path.ts';
import { Conflict } from '../text/conflict.tsx';
import { CodeArea, type CodeAreaHandle } from '../text/code-area.tsx';
import type { Finding } from '../text/draft-saver.ts';
import { FindingList } from '../text/finding-list.tsx';
import { SaveState } from '../text/save-state.tsx';
import { CaseList } from './case-list.tsx';
import { CaseResult } from './case-result.tsx';
import { useTestRuns } from './use-test-runs.ts';
import { useTestsSaver } from './use-tests-saver.ts';
import styles from './tests-tab.module.css';

interface EditorProps {
  readonly flow: Flow;
  readonly facts: FlowTests;
}

/** What a first test looks like. */
const starter = `- name: the first test
  input: {}
  expect: { status: completed }
`;

export const TestsEditor = ({ flow, facts }: EditorProps) => {
  const t = useT();
  const may = useMay();
  const view = useViewState();
  const { name } = flow;
  const { saver, state, readTheirs } = useTestsSaver(name, facts);
  const area = useRef<CodeAreaHandle>(null);
  const writes = may('flows.write');
  const runs = useTestRuns({ name, text: state.text, fence: flow.draft.fence });
  const { problems } = state.findings;
  const { cases } = facts;
  const chosen = view.get('case');
  const kept = chosen === null ? undefined : runs.results[chosen];
  const marked = useMemo(() => {
    const failed = kept === undefined || runs.isStale(kept.result.name) ? [] : kept.result.problems;
    return new Set([...problems, ...failed].map(({ line }) => line));
  }, [problems, kept, runs]);
  const goTo = ({ line, column }: Pick<Finding, 'line' | 'column'>): void => area.current?.goTo(line, column);
  const choose = (wanted: string): void => {
    view.set({ case: wanted });
    const place = cases.find((one) => one.name === wanted);
    if (place !== undefined) area.current?.show(place.line);
  };
  // A test that an address names is shown where it stands.
  const first = useRef(chosen);
  useEffect(() => {
    const place = cases.find((one) => one.name === first.current);
    first.current = null;
    if (place !== undefined) area.current?.show(place.line);
  }, [cases]);
  if (state.text === '' && state.phase === 'saved' && facts.tests === null)
    return <NoTests flow={flow} onBegin={writes ? () => saver.type(starter) : null} />;
  const verdicts = cases.map((one) => runs.results[one.name]).filter((one) => one !== undefined);
  const failed = verdicts.filter(({ result }) => !result.ok).length;
  return (
    <div className={styles['tab']}>
      <div className={styles['bar']}>
        <SaveState state={state} />
        <Group gap={8}>
          <span role="status" className="muted">
            {runs.busy
              ? t('tests.running')
              : verdicts.length === 0
                ? ''
                : failed === 0
                  ? t('tests.allPassed', { count: verdicts.length })
                  : t('tests.someFailed', { count: failed })}
          </span>
          {runs.busy && (
            <>
              <Elapsed />
              <Button size="xs" variant="default" onClick={runs.cancel}>
                {t('cancel')}
              </Button>
            </>
          )}
          {writes && (
            <Button
              size="xs"
              leftSection={<IconTry size={14} />}
              disabled={runs.busy || cases.length === 0}
              onClick={() => runs.run(null)}
            >
              {t('tests.runAll')}
            </Button>
          )}
        </Group>
      </div>
      {state.phase === 'conflict' && state.other !== null && (
        <Conflict
          saver={saver}
          said={t('tests.conflict', { name: state.other.savedByName || t('flows.somebody') })}
          readTheirs={readTheirs}
        />
      )}
      {state.phase === 'refused' && state.problem !== null && (
        <p className={styles['refused']} role="alert">
          {sayDetail(state.problem) ?? sayProblem(t, state.problem)}
        </p>
      )}
      {runs.problem !== null && <Failure quiet what={t('tests.notRunNow')} problem={runs.problem} />}
      <div className={styles['both']}>
        <CodeArea
          handle={area}
          label={t('tests.textOf', { name })}
          text={state.text}
          readOnly={!writes}
          marked={marked}
          onChange={saver.type}
          onLeave={() => void saver.flush()}
        />
        <div className={styles['side']}>
          <FindingList kind="problems" findings={problems} onChoose={goTo} />
          <CaseList cases={cases} runs={runs} chosen={chosen} mayRun={writes} onChoose={choose} />
        </div>
      </div>
      {kept !== undefined && (
        <CaseResult
          kept={kept}
          stale={runs.isStale(kept.result.name)}
          onChoose={goTo}
          onClose={() => view.set({ case: null })}
        />
      )}
    </div>
  );
};

interface NoTestsProps {
  readonly flow: Flow;
  readonly onBegin: (() => void) | null;
}

const NoTests = ({ flow, onBegin }: NoTestsProps) => {
  const t = useT();
  const { space } = useHub();
  return (
    <div className={styles['empty']}>
      <h2>{t('tests.empty')}</h2>
      <p className="muted">{t('tests.emptyText')}</p>
      <Group gap={16}>
        {onBegin !== null && (
          <Button size="xs" onClick={onBegin}>
            {t('tests.begin')}
          </Button>
        )}
        <Link to={flowPath(space, flow.name, '?tab=runs')} className="link">
          {t('tests.fromRun')}
        </Link>
      </Group>
    </div>
  );
};
