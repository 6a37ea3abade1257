import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../../api/queries.tsx';
import type { FlowTests, Run, RunTest } from '../../api/shapes.ts';
import { writeYaml } from '../../yaml/yaml.ts';
import { FormActions } from '../../form/form-actions.tsx';
import { useNavigate } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { holdsRedacted } from '../../show/redacted.ts';
import { flowPath } from '../flow-path.ts';
import { appendCase, namesIn } from './append-case.ts';
import { testsKey } from './tests-key.ts';
import styles from './test-of-run.module.css';

interface FormProps {
  readonly run: Run;
  onCancel(): void;
}

/** A run becomes a test of its flow: what it was given, what its calls brought, how it went. */
const TestOfRun = ({ run, onCancel }: FormProps) => {
  const t = useT();
  const { client, key } = useHub();
  const params = { path: { run: run.run } };
  const made = useRead(
    key('runs', 'test', run.run),
    (signal) => answer(client.GET('/api/runs/{run}/test', { signal, params })),
    { fresh: true },
  );
  const tests = useRead(
    key(testsKey, run.flow),
    (signal) =>
      answer(client.GET('/api/flows/{name}/tests', { signal, params: { path: { name: run.flow } } })),
    { fresh: true },
  );
  const problem = made.problem ?? tests.problem;
  if (problem !== null) return <Failure what={t('tests.notMade')} problem={problem} />;
  if (made.data === undefined || tests.data === undefined || tests.busy)
    return <p className="muted">{t('tests.making')}</p>;
  return <CaseForm made={made.data} tests={tests.data} onCancel={onCancel} />;
};

interface CaseFormProps {
  readonly made: RunTest;
  readonly tests: FlowTests;
  onCancel(): void;
}

const CaseForm = ({ made: { flow, test, problems }, tests, onCancel }: CaseFormProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const before = tests.tests?.text ?? '';
  const [name, setName] = useState(String(test['name']));
  const [tried, setTried] = useState(false);
  const wanted = { ...test, name: name.trim() };
  const next = appendCase(before, wanted);
  const wrong =
    name.trim() === ''
      ? t('rule.missing')
      : namesIn(before).includes(name.trim())
        ? t('tests.nameTaken')
        : null;
  const save = useWrite((text: string) =>
    answer(
      client.PUT('/api/flows/{name}/tests', {
        params: { path: { name: flow } },
        body: { text, basedOn: tests.fence },
      }),
    ),
  );
  const add = (): void => {
    setTried(true);
    if (wrong !== null || next === null) return;
    save.run(next).then(
      (saved) => {
        cache.change<FlowTests>(key(testsKey, flow), () => saved);
        navigate(flowPath(space, flow, `?tab=tests&case=${encodeURIComponent(wanted.name)}`));
      },
      () => undefined,
    );
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Stack gap={16}>
        <TextInput
          label={t('tests.name')}
          maxLength={200}
          autoComplete="off"
          required
          autoFocus
          value={name}
          error={tried ? wrong : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div>
          <h3 className={styles['title']}>{t('tests.one')}</h3>
          <pre className={styles['text']} tabIndex={0} role="region" aria-label={t('tests.one')}>
            {writeYaml([wanted])}
          </pre>
          {holdsRedacted(test) && <p className="muted small">{t('runs.redacted')}</p>}
        </div>
        {problems.length > 0 && (
          <div className={styles['warning']}>
            <p>{t('tests.doesNotPass')}</p>
            <ul>
              {problems.map((one) => (
                <li key={one} className="any-break">
                  {one}
                </li>
              ))}
            </ul>
          </div>
        )}
        {next === null && (
          <p role="alert" className={styles['warning']}>
            {t('tests.cannotAppend', { flow })}
          </p>
        )}
        {save.problem !== null && <Failure quiet what={t('tests.notAdded')} problem={save.problem} />}
        <FormActions label={t('tests.add')} busy={save.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};

export default TestOfRun;
