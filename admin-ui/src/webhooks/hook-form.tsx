import { Button, NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, type Problem } from '../api/problem.ts';
import type { Hook, HookProvider } from '../api/shapes.ts';
import { useConnectionsOf } from '../connections/use-connections-of.ts';
import { FormActions } from '../form/form-actions.tsx';
import { refusedFields } from '../form/refused-fields.ts';
import { useT } from '../messages/messages-context.tsx';
import { ListedProblems } from '../schema-form/listed-problems.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { startValue } from '../schema-form/start-value.ts';
import { useFormProblems } from '../schema-form/use-form-problems.ts';
import { Failure } from '../show/failure.tsx';
import { titled, useCheckWords } from './check-words.ts';
import { byCode, ofProvider, own, schemasOf, secretFromOf, type Entry } from './entry.ts';
import { HookSecretField } from './hook-secret-field.tsx';
import { useConnectorCode } from './use-connector-code.ts';

interface FormProps {
  readonly connector: string;
  readonly providers: readonly HookProvider[];
  /** The fields that the hub takes, by its own document. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly initial: Entry;
  /** The endpoint that is changed: it keeps its account and its secrets. */
  readonly present?: Hook;
  readonly action: string;
  readonly failed: string;
  submit(entry: Entry): Promise<void>;
  onCancel(): void;
}

const none = {};

/** What is entered for a webhook: who sends, how that is known, and what becomes of it. */
export const HookForm = (props: FormProps) => {
  const { providers, present } = props;
  const changes = present !== undefined;
  const t = useT();
  const words = useCheckWords();
  const accounts = useConnectionsOf(props.connector).data ?? [];
  const code = useConnectorCode(props.connector);
  const [entry, setEntry] = useState(props.initial);
  const [tried, setTried] = useState(false);
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const provider = providers.find(({ name }) => name === entry.provider);
  const schemas = schemasOf(props.body, entry, { provider, changes });
  const check = titled(t, schemas.check ?? none);
  const more = titled(t, schemas.more);
  const refused = refusedFields(t, problem);
  const below = (...roots: readonly string[]) =>
    refused.filter(({ path }) => roots.includes(path.replace(/^\/?(body[./])?/, '').split(/[./]/)[0] ?? ''));
  const root = entry.provider === own ? 'verification' : 'fill';
  const wrongCheck = useFormProblems({
    ...{ schema: check, definitions: none, value: entry.check, refused: below(root), root },
  });
  const moreRoots = ['events', 'challenge', 'maxBytes', 'pathToken', 'verifyToken'];
  const wrongMore = useFormProblems({
    ...{ schema: more, definitions: none, value: entry.more, refused: below(...moreRoots), root: 'events' },
  });
  const secretFrom = secretFromOf(entry, { provider, code });
  const secret = !changes && secretFrom !== 'none';
  const missing = [
    ...(entry.name.trim() === '' ? ['name'] : []),
    ...(entry.provider === null ? ['provider'] : []),
  ];
  const mine = [
    ...(tried ? missing.map((path) => ({ path, message: t('rule.missing') })) : []),
    ...below('name', 'provider', 'connectionId', 'secret'),
  ];
  const wrong = (path: string) => {
    const error = mine.find((one) => one.path === path)?.message;
    return { 'data-path': path, ...(error === undefined ? {} : { error }) };
  };
  const send = async (): Promise<void> => {
    setTried(true);
    setProblem(null);
    const ready = [wrongCheck.ready(), wrongMore.ready()];
    if (missing.length > 0 || ready.includes(false)) return;
    setBusy(true);
    try {
      await props.submit(secret ? entry : { ...entry, secret: '' });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const choose = (next: string | null): void => {
    const known = providers.find(({ name }) => name === next);
    const asked = ofProvider(entry, next, present);
    const settled = Object.keys(asked.check as object).length > 0;
    setEntry({
      ...asked,
      // What a provider is called is a good name for what it sends, until the person has a better one.
      name: entry.name === '' || entry.name === provider?.title ? (known?.title ?? '') : entry.name,
      check: settled
        ? asked.check
        : (startValue(schemasOf(props.body, asked, { provider: known, changes }).check ?? none, none) ?? {}),
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
          problems={mine.map(({ path, message }) => ({ pointer: `/${path}`, message }))}
          pathOf={(pointer) => pointer.slice(1)}
        />
        {problem !== null && refused.length === 0 && <Failure quiet what={props.failed} problem={problem} />}
        <Select
          label={t('hooks.provider')}
          description={t('hooks.providerText')}
          placeholder={t('field.choose')}
          searchable
          allowDeselect={false}
          required
          data={[
            ...(code == null && entry.provider !== byCode
              ? []
              : [{ value: byCode, label: t('hooks.byCode', { name: props.connector }) }]),
            { value: own, label: t('hooks.own') },
            ...providers.map(({ name, title }) => ({ value: name, label: title })),
          ]}
          {...wrong('provider')}
          value={entry.provider}
          onChange={choose}
        />
        <TextInput
          label={t('connections.name')}
          maxLength={100}
          autoComplete="off"
          required
          {...wrong('name')}
          value={entry.name}
          onChange={(event) => setEntry({ ...entry, name: event.currentTarget.value })}
        />
        {!changes && accounts.length > 0 && (
          <NativeSelect
            label={t('operation.connection')}
            description={t('hooks.connectionText')}
            data={[
              { value: '', label: t('field.notSet') },
              ...accounts.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            {...wrong('connectionId')}
            value={entry.connectionId ?? ''}
            onChange={(event) => setEntry({ ...entry, connectionId: event.currentTarget.value || null })}
          />
        )}
        {schemas.check !== null && entry.provider !== null && (
          <div>
            <SchemaForm
              key={entry.provider}
              label={t('hooks.check')}
              schema={check}
              value={entry.check}
              problems={wrongCheck}
              nothing=""
              words={words}
              onChange={(next) => setEntry({ ...entry, check: next })}
            />
          </div>
        )}
        {secret && (
          <HookSecretField
            from={secretFrom}
            about={provider?.secret}
            wrong={wrong('secret')}
            value={entry.secret}
            onChange={(next) => setEntry({ ...entry, secret: next })}
          />
        )}
        {!changes && !secret && provider !== undefined && (
          <p className="muted small" lang="en">
            {provider.secret}
          </p>
        )}
        {all || (changes && entry.provider === own) || wrongMore.listed.length > 0 ? (
          <div>
            <SchemaForm
              label={t('hooks.more')}
              schema={more}
              value={entry.more}
              problems={wrongMore}
              nothing=""
              words={words}
              whole
              onChange={(next) => setEntry({ ...entry, more: next ?? {} })}
            />
          </div>
        ) : (
          <div>
            <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
              {t('hooks.more')}
            </Button>
            <p className="muted small">{t('hooks.moreText')}</p>
          </div>
        )}
        <FormActions label={props.action} busy={busy} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
};
