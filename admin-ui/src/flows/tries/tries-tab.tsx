import { useMemo, useState } from 'react';
import type { Flow } from '../../api/shapes.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Column } from '../../list/columns.ts';
import { DataList } from '../../list/data-list.tsx';
import { FilterSelect } from '../../list/filter-select.tsx';
import { useLocalList } from '../../list/use-local-list.ts';
import { useViewState } from '../../location/use-view-state.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { flowPath } from '../flow-path.ts';
import { TriedRun } from './tried-run.tsx';
import { TryForm } from './try-form.tsx';
import { TryProgress } from './try-progress.tsx';
import { firstChoice, readAnswers } from './try-wish.ts';
import { useTries, type Tried } from './use-tries.ts';
import { VerdictMark, verdictOf, verdicts, whyOf } from './verdict.tsx';
import styles from './tries-tab.module.css';

const idOf = ({ run }: Tried): string => run;
const passes = (tried: Tried, _: string, value: string): boolean => verdictOf(tried) === value;

/** What the draft would have made of runs of the past: nothing is called, and nothing is kept. */
const TriesTab = ({ flow }: { readonly flow: Flow }) => {
  const t = useT();
  const { space } = useHub();
  const view = useViewState();
  const { name } = flow;
  const [choice, setChoice] = useState(firstChoice);
  const tries = useTries(name);
  const chosen = view.get('run');
  const list = useLocalList({
    noun: 'tries',
    items: tries.lines,
    id: idOf,
    text: (tried: Tried) => `${tried.run} ${whyOf(t, tried)}`,
    passes,
  });
  const columns = useMemo<readonly Column<Tried>[]>(
    () => [
      {
        name: 'run',
        header: t('runs.run'),
        width: '128px',
        render: ({ run }) => <code>{run.slice(-6)}</code>,
      },
      {
        name: 'verdict',
        header: t('tries.verdict'),
        width: '168px',
        render: (tried) => <VerdictMark verdict={verdictOf(tried)} />,
      },
      {
        name: 'why',
        header: t('tries.why'),
        render: (tried) => whyOf(t, tried) || <span className="muted">–</span>,
      },
      {
        name: 'started',
        minor: true,
        header: t('runs.started'),
        width: '136px',
        render: (tried) => <RelativeTime at={'startedAt' in tried ? tried.startedAt : null} />,
      },
    ],
    [t],
  );
  const answers = readAnswers(choice.answers);
  return (
    <>
      <div className={styles['tab']}>
        <p className="muted">{t('tries.about')}</p>
        <TryForm
          choice={choice}
          busy={tries.state === 'busy'}
          onChange={setChoice}
          onBegin={(wish) => {
            view.set({ run: null });
            tries.begin(wish);
          }}
        />
        {tries.problem !== null && <Failure quiet what={t('tries.failed')} problem={tries.problem} />}
        <TryProgress tries={tries} />
        {chosen !== null && (
          <TriedRun
            key={chosen}
            flow={flow}
            run={chosen}
            answers={'value' in answers ? answers.value : {}}
            onClose={() => view.set({ run: null })}
          />
        )}
      </div>
      {tries.done > 0 && (
        <DataList
          list={list}
          label={t('flows.tab.tries')}
          failed=""
          nameOf={({ run }) => run.slice(-6)}
          empty={{ title: t('list.nothing'), text: '' }}
          filters={
            <FilterSelect
              list={list}
              name="verdict"
              label={t('tries.verdict')}
              choices={verdicts.map((one) => ({ value: one, label: t(`tries.${one}`) }))}
            />
          }
          linkTo={({ run }) => flowPath(space, name, `?tab=tries&run=${run}`)}
          columns={columns}
        />
      )}
      {tries.state === 'done' && tries.done === 0 && (
        <div className={styles['empty']}>
          <h2>{t('tries.none')}</h2>
          <p className="muted">{t('tries.noneText')}</p>
        </div>
      )}
    </>
  );
};

export default TriesTab;
