import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, type Problem } from '../api/problem.ts';
import type { OperationFacts, Poller } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { refusedFields } from '../form/refused-fields.ts';
import { useT } from '../messages/messages-context.tsx';
import { ConnectionSelect } from '../operations/connection-select.tsx';
import { controlOf } from '../schema-form/control.ts';
import { ListedProblems } from '../schema-form/listed-problems.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { definitionsOf } from '../schema-form/settle.ts';
import { useFormProblems } from '../schema-form/use-form-problems.ts';
import { Failure } from '../show/failure.tsx';
import { missingIn, scheduleOf, type Entry } from './entry.ts';
import { ScheduleField } from './schedule-field.tsx';
import { TrackFields } from './track-fields.tsx';

interface FormProps {
  readonly connector: string;
  readonly facts: OperationFacts;
  readonly initial: Entry;
  readonly action: string;
  readonly failed: string;
  submit(entry: Entry, schedule: Poller['schedule']): Promise<void>;
  onCancel(): void;
}

/** What is entered for a poller, once it is said which operation it asks. */
export const PollerForm = (props: FormProps) => {
  const { connector, facts } = props;
  const t = useT();
  const [entry, setEntry] = useState(props.initial);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const schema: unknown = facts.input;
  const definitions = definitionsOf(schema);
  const control = controlOf(schema, definitions);
  const refused = refusedFields(t, problem).map(({ path, message }) => ({
    path: path.replace(/^\/?(body[./])?/, '').replaceAll('/', '.'),
    message,
  }));
  const ofInput = (path: string): boolean => path === 'input' || path.startsWith('input.');
  const problems = useFormProblems({
    ...{ schema, definitions, value: entry.input, root: 'input' },
    refused: refused.filter(({ path }) => ofInput(path)),
  });
  const missing = missingIn(entry);
  const mine = [
    ...(tried ? missing.map((path) => ({ path, message: t('rule.missing') })) : []),
    ...refused.filter(({ path }) => !ofInput(path) && !missing.includes(path)),
  ];
  const errorAt = (path: string): string | undefined => mine.find((one) => one.path === path)?.message;
  const send = async (): Promise<void> => {
    setTried(true);
    setProblem(null);
    const schedule = scheduleOf(entry.timing);
    if (!problems.ready() || missing.length > 0 || schedule === null) return;
    setBusy(true);
    try {
      await props.submit(entry, schedule);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const name = errorAt('name');
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap={16}>
        <ListedProblems
          problems={mine.map(({ path, message }) => ({ pointer: `/${path}`, message }))}
          pathOf={(pointer) => pointer.slice(1)}
        />
        {problem !== null && refused.length === 0 && <Failure quiet what={props.failed} problem={problem} />}
        {facts.hints['readOnly'] !== true && <p role="note">{t('pollers.changes')}</p>}
        <TextInput
          label={t('connections.name')}
          maxLength={100}
          autoComplete="off"
          required
          data-path="name"
          {...(name === undefined ? {} : { error: name })}
          value={entry.name}
          onChange={(event) => setEntry({ ...entry, name: event.currentTarget.value })}
        />
        <ConnectionSelect
          connector={connector}
          security={facts.security}
          value={entry.connectionId}
          onChange={(connectionId) => setEntry({ ...entry, connectionId })}
        />
        <ScheduleField
          value={entry.timing}
          errorAt={errorAt}
          onChange={(timing) => setEntry({ ...entry, timing })}
        />
        <div>
          <SchemaForm
            label={t('operation.input')}
            schema={schema}
            value={entry.input}
            problems={problems}
            nothing={t('operation.noInput')}
            onChange={(input) => setEntry({ ...entry, input })}
          />
        </div>
        <TrackFields
          connector={connector}
          value={entry.track}
          argumentNames={control.kind === 'object' ? control.properties.map((one) => one.name) : []}
          errorAt={errorAt}
          onChange={(track) => setEntry({ ...entry, track })}
        />
        <FormActions label={props.action} busy={busy} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
};
