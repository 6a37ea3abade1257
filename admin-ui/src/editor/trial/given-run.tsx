import { Select } from '@mantine/core';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import { useMessages } from '../../messages/messages-context.tsx';
import { DataView } from '../../runs/data-view.tsx';
import { statusWords } from '../../runs/run-state.ts';
import { Failure } from '../../show/failure.tsx';
import { holdsRedacted } from '../../show/redacted.ts';
import { shortTime } from '../../show/relative-time.ts';
import type { Trial } from './use-trial.ts';

interface RunProps {
  readonly trial: Trial;
  readonly run: string;
  readonly tried: boolean;
}

const mostRuns = 30;

/** One of the latest runs of the flow: what it began with is what the draft begins with. */
export const GivenRun = ({ trial, run, tried }: RunProps) => {
  const { t, language } = useMessages();
  const { client, key } = useHub();
  const { flow } = trial;
  const runs = useRead(
    key('runs', 'latest', flow),
    (signal) =>
      answer(
        client.GET('/api/runs', { signal, params: { query: { flow, limit: mostRuns, sort: '-startedAt' } } }),
      ),
    { fresh: true },
  );
  const one = useRead(
    key('runs', 'one', run),
    (signal) => answer(client.GET('/api/runs/{run}', { signal, params: { path: { run } } })),
    { enabled: run !== '' },
  );
  if (runs.problem !== null)
    return <Failure quiet what={t('runs.failed')} problem={runs.problem} onRetry={runs.reload} />;
  const items = runs.data?.items ?? [];
  if (runs.data !== undefined && items.length === 0)
    return <p className="muted">{t('editor.trial.noRuns')}</p>;
  const known = items.map((item) => ({
    value: item.run,
    label: `${shortTime(language, Date.parse(item.startedAt))} · ${t(statusWords[item.status].word)} · ${item.trigger}`,
  }));
  const data =
    run === '' || known.some(({ value }) => value === run) ? known : [...known, { value: run, label: run }];
  return (
    <>
      <Select
        label={t('editor.trial.givenRun')}
        maw={480}
        data={data}
        value={run === '' ? null : run}
        {...(tried && run === '' ? { error: t('editor.trial.noRunChosen') } : {})}
        onChange={(next) => trial.set({ given: { kind: 'run', run: next ?? '' } })}
      />
      {one.data !== undefined && <DataView title={t('runs.input')} value={one.data.input} />}
      {one.data !== undefined && holdsRedacted(one.data.input) && (
        <p role="alert">{t('editor.trial.maskedInput')}</p>
      )}
    </>
  );
};
