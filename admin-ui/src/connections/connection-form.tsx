import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { asProblem, type Problem } from '../api/problem.ts';
import type { Connection, ConnectorFacts, SchemeForm } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { refusedFields } from '../form/refused-fields.ts';
import { useT } from '../messages/messages-context.tsx';
import { ListedProblems } from '../schema-form/listed-problems.tsx';
import { pointerOf } from '../schema-form/pointer.ts';
import { without } from '../schema-form/without.ts';
import { Failure } from '../show/failure.tsx';
import { missingIn, type Entry } from './entry.ts';
import { SchemeFields } from './scheme-fields.tsx';

interface FormProps {
  readonly schemes: readonly SchemeForm[];
  readonly server: ConnectorFacts['servers'][number] | undefined;
  readonly initial: Entry;
  /** The connection that is changed. */
  readonly before?: Connection;
  /** What to know as soon as it is called something else. */
  readonly renamed?: ReactNode;
  readonly action: string;
  readonly failed: string;
  submit(entry: Entry): Promise<void>;
  onCancel(): void;
}

/** What is entered for a connection, made of what the schemes of its connector need. */
export const ConnectionForm = (props: FormProps) => {
  const { schemes, server, before } = props;
  const t = useT();
  const [entry, setEntry] = useState(props.initial);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const missing = tried ? missingIn(schemes, entry, before) : [];
  const refused = refusedFields(t, problem);
  const all = [
    ...missing.map((path) => ({ path, message: t('rule.missing') })),
    ...refused.filter(({ path }) => !missing.includes(path)),
  ];
  const errorAt = (path: string): string | undefined => all.find((one) => one.path === path)?.message;
  const wrong = (path: string) => {
    const error = errorAt(path);
    return error === undefined ? {} : { error };
  };
  const send = async (): Promise<void> => {
    setTried(true);
    setProblem(null);
    if (missingIn(schemes, entry, before).length > 0) return;
    setBusy(true);
    try {
      await props.submit(entry);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const choose = (name: string, on: boolean): void => {
    setEntry({
      ...entry,
      alternative: on ? { ...entry.alternative, [name]: [] } : without(entry.alternative, name),
    });
  };
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
          problems={all.map(({ path, message }) => ({ pointer: pointerOf(path, 'body'), message }))}
          pathOf={(pointer) => all.find(({ path }) => pointerOf(path, 'body') === pointer)?.path ?? pointer}
        />
        {problem !== null && refused.length === 0 && <Failure quiet what={props.failed} problem={problem} />}
        <TextInput
          label={t('connections.name')}
          description={t('connections.nameText')}
          maxLength={100}
          autoComplete="off"
          required
          data-path="name"
          {...wrong('name')}
          value={entry.name}
          onChange={(event) => setEntry({ ...entry, name: event.currentTarget.value })}
        />
        {before !== undefined && entry.name.trim() !== before.name && props.renamed}
        {schemes.length === 0 && <p className="muted">{t('connections.nothingToEnter')}</p>}
        {schemes.length > 1 && (
          <div role="group" aria-label={t('connections.schemes')}>
            <p style={{ fontWeight: 600 }}>{t('connections.schemes')}</p>
            <p className="muted small">{t('connections.schemesText')}</p>
            <Stack gap={8} mt={8}>
              {schemes.map(({ name, type }) => (
                <Checkbox
                  key={name}
                  size="xs"
                  label={
                    <>
                      {name} <span className="muted">{type}</span>
                    </>
                  }
                  checked={entry.alternative[name] !== undefined}
                  onChange={(event) => choose(name, event.currentTarget.checked)}
                />
              ))}
            </Stack>
          </div>
        )}
        {schemes
          .filter(({ name }) => entry.alternative[name] !== undefined)
          .map((scheme) => (
            <SchemeFields
              key={scheme.name}
              scheme={scheme}
              entry={entry}
              before={before}
              errorAt={errorAt}
              onChange={setEntry}
            />
          ))}
        {(server?.variables ?? []).map(({ name, fallback, choices, description }) => {
          const set = (value: string): void =>
            setEntry({ ...entry, variables: { ...entry.variables, [name]: value } });
          const field = {
            label: t('connections.variable', { name }),
            description,
            'data-path': `server.variables.${name}`,
            ...wrong(`server.variables.${name}`),
            value: entry.variables[name] ?? '',
          };
          return choices.length > 0 ? (
            <NativeSelect
              key={name}
              {...field}
              data={[{ value: '', label: t('field.default', { value: fallback }) }, ...choices]}
              onChange={(event) => set(event.currentTarget.value)}
            />
          ) : (
            <TextInput
              key={name}
              {...field}
              placeholder={fallback}
              spellCheck={false}
              onChange={(event) => set(event.currentTarget.value)}
            />
          );
        })}
        <TextInput
          label={t('connections.server')}
          description={t('connections.serverText')}
          placeholder={server?.url ?? 'https://'}
          type="url"
          spellCheck={false}
          data-path="server.url"
          {...wrong('server.url')}
          value={entry.serverUrl}
          onChange={(event) => setEntry({ ...entry, serverUrl: event.currentTarget.value })}
        />
        <FormActions label={props.action} busy={busy} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
};
