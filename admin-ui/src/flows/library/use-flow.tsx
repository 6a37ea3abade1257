import { Autocomplete, Stack, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import type { LibraryFlow } from '../../api/shapes.ts';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { missing } from '../../form/rules.ts';
import { useHubForm } from '../../form/use-hub-form.ts';
import { useNavigate } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { nextTimes } from '../../editor/step/flow/next-times.ts';
import type { FieldWords } from '../../schema-form/form-context.ts';
import { SchemaForm } from '../../schema-form/schema-form.tsx';
import { definitionsOf, isRecord } from '../../schema-form/settle.ts';
import { useFormProblems } from '../../schema-form/use-form-problems.ts';
import { useNotices } from '../../show/notices.tsx';
import { flowPath } from '../flow-path.ts';
import { NameFields, wrongFlowName } from '../name-fields.tsx';
import { withNames } from './adapt.ts';
import { ConnectionChoice } from './connection-choice.tsx';
import { draftOf } from './draft-of.ts';
import { askedFor, useKnownNames, type Known } from './use-known-names.ts';
import { askedValues } from './values-of.ts';

interface UseProps {
  readonly flow: LibraryFlow;
  onCancel(): void;
}

/** A flow of the library under a name of one's own: a draft with its tests, to be changed further. */
export const UseFlow = (props: UseProps) => {
  const t = useT();
  const known = useKnownNames();
  return known === null ? <p className="muted">{t('loading')}</p> : <UseForm {...props} known={known} />;
};

const UseForm = ({ flow, known, onCancel }: UseProps & { readonly known: Known }) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const operations = flow.needs.filter(({ kind }) => kind === 'operation').map(({ name }) => name);
  const asked = askedFor(flow, known);
  const values = useMemo(() => askedValues(flow), [flow]);
  const path = flow.start.by === 'http' ? (flow.start.what?.split(' ')[1] ?? null) : null;
  const form = useHubForm<Record<string, string>>({
    draft: `flow-library.${flow.name}`,
    initial: {
      ...{ title: flow.title, name: flow.name, namespace: 'default' },
      ...(path !== null && { path }),
      ...Object.fromEntries(asked.map(({ field, name }) => [field, name])),
      ...Object.fromEntries(asked.map(({ field }) => [connectionField(field), ''])),
      // As one text: it is kept with the others while somebody goes to make a connection.
      [valuesField]: JSON.stringify(values.initial),
    },
    labels: {
      ...{ title: t('flows.title'), name: t('flows.name'), namespace: t('flows.namespace') },
      path: t('library.path'),
      ...Object.fromEntries(asked.map(({ field, kind, name }) => [field, t(`library.${kind}For`, { name })])),
    },
    validate: ({ title = '', name = '', namespace = '', path: wanted, ...rest }) => ({
      title: missing(t, title),
      name: wrongFlowName(t, name),
      namespace: wrongFlowName(t, namespace),
      ...(wanted !== undefined && { path: /^\/\S*$/.test(wanted) ? null : t('library.pathRule') }),
      ...Object.fromEntries(asked.map(({ field }) => [field, missing(t, rest[field] ?? '')])),
    }),
    submit: async (entered) => {
      const named = (kind: 'connector' | 'secret'): Record<string, string> =>
        Object.fromEntries(
          asked
            .filter((one) => one.kind === kind)
            .map(({ name, field }) => [name, entered[field]?.trim() ?? name]),
        );
      const { title = '', name = '', namespace = '' } = entered;
      const adaptation = {
        ...{ name, namespace, title: title.trim(), path: path === null ? null : (entered['path'] ?? path) },
        ...{ connectors: named('connector'), secrets: named('secret') },
      };
      const connections = Object.fromEntries(
        asked
          .filter(({ kind }) => kind === 'connector')
          .map(({ name: own, field }) => [
            adaptation.connectors[own] ?? own,
            entered[connectionField(field)] ?? '',
          ]),
      );
      const filled = { ...adaptation, connections, values: readValues(entered) };
      const text = draftOf({ text: flow.text, operations }, values, filled);
      await answer(client.POST('/api/flows', { body: { text, basedOn: 0 } }));
      const tests = withNames({ text: flow.tests, operations }, adaptation);
      await answer(
        client.PUT('/api/flows/{name}/tests', { params: { path: { name } }, body: { text: tests } }),
      );
      cache.expire(key('flows'));
      notices.done(t('library.used', { name }));
      navigate(flowPath(space, name));
    },
  });
  const { fields } = form;
  const given = readValues(fields.values);
  const wordsOf = new Map(
    [...values.places.keys()].map((name, at): [string, FieldWords] => {
      const { title = name, description } = flow.asks[at] ?? {};
      return [`/${name}`, { label: title, about: description }];
    }),
  );
  const definitions = useMemo(() => definitionsOf(values.schema), [values]);
  const cron = given['cron'];
  const refused =
    typeof cron === 'string' && nextTimes(cron, 1) === undefined
      ? [{ path: '/cron', message: t('library.cronRule') }]
      : [];
  const problems = useFormProblems({ ...values, definitions, value: given, refused, root: 'values' });
  return (
    <form
      onSubmit={(event) => {
        // Both halves say what is wrong with them.
        const right = problems.ready() && refused.length === 0;
        if (right) return form.onSubmit(event);
        event.preventDefault();
        fields.validate();
      }}
      onBlur={form.onBlur}
      noValidate
    >
      <Stack gap={16}>
        <FormProblems form={form} />
        <TextInput
          label={t('flows.title')}
          maxLength={200}
          autoComplete="off"
          required
          autoFocus
          {...fields.getInputProps('title')}
        />
        <NameFields name={fields.getInputProps('name')} namespace={fields.getInputProps('namespace')} />
        {path !== null && (
          <TextInput
            label={t('library.path')}
            description={t('library.pathText', { space: space ?? '' })}
            autoComplete="off"
            spellCheck={false}
            required
            {...fields.getInputProps('path')}
          />
        )}
        {asked.map(({ kind, name, field }) => (
          <Stack key={field} gap={8}>
            <Autocomplete
              label={t(`library.${kind}For`, { name })}
              description={t(`library.${kind}Text`)}
              spellCheck={false}
              required
              data={[...known[kind]]}
              {...fields.getInputProps(field)}
            />
            {kind === 'connector' && (
              <ConnectionChoice
                connector={fields.values[field]?.trim() ?? ''}
                there={known.connector.includes(fields.values[field]?.trim() ?? '')}
                value={fields.values[connectionField(field)] ?? ''}
                onChange={(next) => fields.setFieldValue(connectionField(field), next)}
              />
            )}
          </Stack>
        ))}
        {flow.asks.length > 0 && (
          <div>
            <SchemaForm
              whole
              label={t('library.values')}
              schema={values.schema}
              value={given}
              problems={problems}
              nothing=""
              words={(pointer) => wordsOf.get(pointer)}
              onChange={(next) => fields.setFieldValue(valuesField, JSON.stringify(next))}
            />
          </div>
        )}
        <p className="muted small">{t('library.useText')}</p>
        <FormActions label={t('library.makeDraft')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};

const valuesField = 'values';
const connectionField = (field: string): string => `connection of ${field}`;

/** What was kept may be of an older form. */
const readValues = ({
  [valuesField]: text = '{}',
}: Readonly<Record<string, string>>): Record<string, unknown> => {
  const read: unknown = JSON.parse(text);
  return isRecord(read) ? { ...read } : {};
};
