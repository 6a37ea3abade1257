import { Button, Checkbox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { asProblem } from '../api/problem.ts';
import { useCancellable } from '../api/use-cancellable.ts';
import type { OperationFacts } from '../api/shapes.ts';
import { IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { startValue } from '../schema-form/start-value.ts';
import { definitionsOf } from '../schema-form/settle.ts';
import { useFormProblems } from '../schema-form/use-form-problems.ts';
import { CopyButton } from '../show/copy-button.tsx';
import { UnderWay } from '../show/under-way.tsx';
import { callCurl } from './call-curl.ts';
import { ConnectionSelect } from './connection-select.tsx';
import { TrialView } from './trial-view.tsx';
import { TrialHistory } from './trial-history.tsx';
import { bodyOf, type Asked, type Trial } from './trial.ts';
import styles from './operation-page.module.css';

interface TryProps {
  readonly connector: string;
  readonly facts: OperationFacts;
}

const kept = 20;

/** The input at one side, what came of it at the other. Calls are remembered as long as the page is open. */
export const TryIt = ({ connector, facts }: TryProps) => {
  const t = useT();
  const { client } = useHub();
  const schema: unknown = facts.input;
  const definitions = definitionsOf(schema);
  const [value, setValue] = useState<unknown>(() => startValue(schema, definitions) ?? {});
  const [connection, setConnection] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const [trials, setTrials] = useState<readonly Trial[]>([]);
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = trials.find(({ number }) => number === chosen);
  const refused =
    shown !== undefined && 'problem' in shown.outcome && shown.outcome.problem.code === 'input_invalid'
      ? shown.outcome.problem.fields
      : [];
  const problems = useFormProblems({ schema, definitions, value, refused, root: 'input' });

  const call = useCancellable(async (asked: Asked, signal): Promise<Trial> => {
    const begun = performance.now();
    const at = new Date().toISOString();
    const done = (outcome: Trial['outcome']): Trial => ({
      ...asked,
      number: trials.length + 1,
      at,
      tookMs: performance.now() - begun,
      outcome,
    });
    try {
      return done({
        answer: await answer(
          client.POST('/api/operations/{connector}/{operation}/call', {
            signal,
            params: { path: { connector, operation: facts.name } },
            body: bodyOf(asked),
          }),
        ),
      });
    } catch (error) {
      if (signal.aborted) throw error;
      return done({ problem: asProblem(error) });
    }
  });
  const run = (dryRun: boolean): void => {
    if (!problems.ready()) return;
    void call.run({ input: value, connection, dryRun, all: all && !dryRun }).then((trial) => {
      if (trial === undefined) return;
      setTrials((before) => [trial, ...before].slice(0, kept));
      setChosen(trial.number);
    });
  };
  const answered = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Where the answer stands below the input, it comes in out of sight.
    const top = answered.current?.getBoundingClientRect().top ?? 0;
    if (chosen !== null && top > window.innerHeight * 0.7) answered.current?.scrollIntoView();
  }, [chosen]);
  const choose = (trial: Trial): void => {
    setChosen(trial.number);
    setValue(trial.input);
    setConnection(trial.connection);
  };

  return (
    <div className={styles['try']}>
      <form
        className={styles['side']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run(false);
        }}
      >
        <ConnectionSelect
          connector={connector}
          security={facts.security}
          mocks
          value={connection}
          onChange={setConnection}
        />
        <div>
          <SchemaForm
            label={t('operation.input')}
            schema={schema}
            value={value}
            problems={problems}
            nothing={t('operation.noInput')}
            onChange={setValue}
          />
        </div>
        {facts.hints['paging'] !== undefined && (
          <Checkbox
            size="xs"
            label={t('operation.all')}
            description={t('operation.allText')}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
        )}
        <div className={styles['bar']}>
          <UnderWay busy={call.busy} saying={t('operation.calling')} onCancel={call.cancel}>
            <Button type="submit" leftSection={<IconTry size={14} />}>
              {t('operation.try')}
            </Button>
            <Button variant="default" onClick={() => run(true)}>
              {t('operation.showRequest')}
            </Button>
          </UnderWay>
          <CopyButton
            value={callCurl({
              connector,
              operation: facts.name,
              asked: { input: value, connection, dryRun: false, all },
            })}
            label={t('reference.copyCurl')}
          />
        </div>
      </form>
      <div className={styles['side']} ref={answered}>
        {shown === undefined ? (
          <>
            <h2>{t('operation.answer')}</h2>
            <p className="muted">{t('operation.noAnswer')}</p>
          </>
        ) : (
          <TrialView key={shown.number} trial={shown} />
        )}
        {trials.length > 1 && <TrialHistory trials={trials} chosen={chosen} onChoose={choose} />}
      </div>
    </div>
  );
};
