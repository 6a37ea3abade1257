import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import type { RunResult } from '../api/shapes.ts';
import { useNavigate } from '../location/router.tsx';
import { IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { startValue } from '../schema-form/start-value.ts';
import { definitionsOf } from '../schema-form/settle.ts';
import { useFormProblems } from '../schema-form/use-form-problems.ts';
import { Elapsed } from '../show/elapsed.tsx';
import { Failure } from '../show/failure.tsx';
import { inputOf } from './flow-input.ts';
import { RunOutcome } from './run-outcome.tsx';
import { runPath } from './run-path.ts';

interface LoaderProps {
  readonly flow: string;
  /** What is chosen at first. */
  readonly version: number | 'draft';
  /** What the flow is given at first; what its schema asks for when left out. */
  readonly input?: unknown;
  onCancel(): void;
}

/** A durable run has a page to go to; of a fast one nothing is left but its answer, which is waited for. */
const waits = { durable: '0s', fast: '30s' } as const;

/** The text of the flow says what it takes. */
export const RunForm = (props: LoaderProps) => {
  const t = useT();
  const { client, key } = useHub();
  const { flow } = props;
  const facts = useRead(
    key('flows', 'one', flow),
    (signal) => answer(client.GET('/api/flows/{name}', { signal, params: { path: { name: flow } } })),
    { fresh: true },
  );
  const published = props.version === 'draft' ? (facts.data?.flow.published?.number ?? null) : props.version;
  const [draft, setDraft] = useState<boolean | null>(null);
  const ofDraft = draft ?? props.version === 'draft';
  const version = ofDraft ? null : published;
  const text = useRead(
    key('flow-versions', 'one', flow, version),
    (signal) =>
      answer(
        client.GET('/api/flows/{name}/versions/{number}', {
          signal,
          params: { path: { name: flow, number: version ?? 0 } },
        }),
      ),
    { enabled: version !== null },
  );
  const problem = facts.problem ?? text.problem;
  if (problem !== null)
    return <Failure what={t('flows.oneFailed')} problem={problem} onRetry={facts.reload} />;
  const document = ofDraft ? facts.data?.text : text.data?.text;
  if (facts.data === undefined || document === undefined) return <p className="muted">{t('loading')}</p>;
  return (
    <Stack gap={16}>
      {published !== null && (
        <SegmentedControl
          size="xs"
          aria-label={t('runs.version')}
          value={ofDraft ? 'draft' : 'version'}
          onChange={(value) => setDraft(value === 'draft')}
          data={[
            { value: 'version', label: t('flows.versionNumber', { number: published }) },
            { value: 'draft', label: t('runs.draft') },
          ]}
        />
      )}
      <InputForm
        key={String(version)}
        {...props}
        version={version ?? 'draft'}
        text={document}
        mode={facts.data.flow.mode}
      />
    </Stack>
  );
};

interface FormProps extends LoaderProps {
  readonly text: string;
  readonly mode: keyof typeof waits;
}

const InputForm = ({ flow, version, text, mode, input, onCancel }: FormProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const schema = useMemo(() => inputOf(text), [text]);
  const definitions = useMemo(() => definitionsOf(schema), [schema]);
  const [value, setValue] = useState<unknown>(() => input ?? startValue(schema, definitions) ?? {});
  const problems = useFormProblems({ schema, definitions, value, refused: [], root: 'input' });
  const [outcome, setOutcome] = useState<RunResult | null>(null);
  const run = useWrite(() =>
    answer(
      client.POST('/api/flows/{name}/run', {
        params: { path: { name: flow }, query: { wait: waits[mode] } },
        body: { input: value ?? {}, version },
      }),
    ),
  );
  const send = (): void => {
    if (!problems.ready()) return;
    run.run(undefined).then(
      (result) => {
        cache.expire(key('runs'));
        if (mode === 'fast') setOutcome(result);
        else navigate(runPath(space, result.run));
      },
      () => undefined,
    );
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Stack gap={16}>
        <div>
          <SchemaForm
            label={t('runs.input')}
            schema={schema}
            value={value}
            problems={problems}
            nothing={t('runs.noInput')}
            onChange={setValue}
          />
        </div>
        {mode === 'fast' && <p className="muted small">{t('runs.fastText')}</p>}
        {run.problem !== null && <Failure quiet what={t('runs.notBegun')} problem={run.problem} />}
        {outcome !== null && <RunOutcome result={outcome} />}
        <Group gap={8} justify="flex-end">
          {run.busy && <Elapsed />}
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={run.busy} leftSection={<IconTry size={14} />}>
            {t('runs.begin')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
