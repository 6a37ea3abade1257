import { ActionIcon, Tooltip } from '@mantine/core';
import type { FlowTests } from '../../api/shapes.ts';
import { IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import type { TestRuns } from './use-test-runs.ts';
import styles from './tests-tab.module.css';

interface CaseListProps {
  readonly cases: FlowTests['cases'];
  readonly runs: TestRuns;
  readonly chosen: string | null;
  readonly mayRun: boolean;
  onChoose(name: string): void;
}

/** The tests by name, each with what came of it the last time, and a way to run it alone. */
export const CaseList = ({ cases, runs, chosen, mayRun, onChoose }: CaseListProps) => {
  const t = useT();
  return (
    <ul className={styles['cases']} aria-label={t('tests.cases')}>
      {cases.map(({ name }) => (
        <li key={name} data-chosen={name === chosen || undefined}>
          <button type="button" aria-current={name === chosen || undefined} onClick={() => onChoose(name)}>
            <span className="any-break">{name}</span>
            <Verdict name={name} runs={runs} />
          </button>
          {mayRun && (
            <Tooltip label={t('tests.runOne', { name })}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('tests.runOne', { name })}
                disabled={runs.busy}
                onClick={() => runs.run(name)}
              >
                <IconTry size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </li>
      ))}
    </ul>
  );
};

const Verdict = ({ name, runs }: Pick<CaseListProps, 'runs'> & { readonly name: string }) => {
  const t = useT();
  const kept = runs.results[name];
  if (kept === undefined) return <StateMark tone="quiet">{t('tests.notRun')}</StateMark>;
  const { ok } = kept.result;
  return (
    <span>
      <StateMark tone={ok ? 'success' : 'failed'}>{t(ok ? 'tests.passed' : 'tests.failed')}</StateMark>
      {runs.isStale(name) && <span className="muted small"> · {t('tests.stale')}</span>}
    </span>
  );
};
