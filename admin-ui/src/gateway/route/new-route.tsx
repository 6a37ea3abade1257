import {
  Checkbox,
  Group,
  NumberInput,
  PasswordInput,
  Radio,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useRef } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import { asProblem, Problem } from '../../api/problem.ts';
import { useCache } from '../../api/queries.tsx';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { missing } from '../../form/rules.ts';
import { useHubForm } from '../../form/use-hub-form.ts';
import { useNavigate } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { isDocumentName } from '../document-name.ts';
import { documentApi } from '../document/document-api.ts';
import { routePath } from '../gateway-path.ts';
import { NameSelect } from '../name-select.tsx';
import { CopyRoute } from './copy-route.tsx';
import { methodChoices } from './methods.ts';
import { accesses, nameOfPath, routeDocument } from './new-route-document.ts';

interface NewProps {
  /** The route that it begins as a copy of. */
  readonly copy: string | null;
  onCancel(): void;
}

export const NewRoute = ({ copy, onCancel }: NewProps) =>
  copy === null ? <ShortForm onCancel={onCancel} /> : <CopyRoute name={copy} onCancel={onCancel} />;

const initial = {
  paths: '',
  methods: [] as string[],
  host: '',
  to: 'url' as 'url' | 'service',
  url: '',
  service: '',
  access: 'key' as (typeof accesses)[number],
  trust: '',
  limit: '' as number | '',
  name: '',
};

const pathsIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Of what the hub says of the document, the field of the form that it is about. */
const places: readonly (readonly [RegExp, keyof typeof initial])[] = [
  [/^\/apiEndpoints\/main\/paths/, 'paths'],
  [/^\/apiEndpoints\/main\/methods/, 'methods'],
  [/^\/apiEndpoints\/main\/host/, 'host'],
  [/\/jwt\//, 'trust'],
  [/\/rate-limit\//, 'limit'],
  [/\/proxy\//, 'service'],
];

/** Saved as a new one, where there is one of this name. */
const isTaken = ({ code, more }: Problem): boolean => code === 'conflict' && more['version'] !== undefined;

const mostNames = 20;

const ofForm = (error: unknown, service: boolean): Problem => {
  const problem = asProblem(error);
  const fields = problem.fields.map(({ path, message }) => ({
    path: service && /^\/?url/.test(path) ? 'url' : (places.find(([at]) => at.test(path))?.[1] ?? path),
    message,
  }));
  const taken = isTaken(problem);
  const { status, code, title, detail, requestId } = problem;
  return new Problem({
    ...{ status, title, detail, requestId },
    code: taken ? 'already_exists' : code,
    fields: taken ? [{ path: 'name', message: '' }] : fields,
    more: problem.more,
  });
};

/** Five questions make a route; everything else is on its page. */
const ShortForm = ({ onCancel }: { onCancel(): void }) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const made = useRef<{ readonly url: string; readonly name: string } | null>(null);
  const serviceFor = async (url: string, wanted: string): Promise<string> => {
    // A second try must not leave a second service behind.
    if (made.current?.url === url) return made.current.name;
    const api = documentApi(client, 'service');
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? wanted : `${wanted}-${number}`;
      try {
        await api.save({ name, document: { url }, basedOn: 0, note: '' });
      } catch (error) {
        if (!isTaken(asProblem(error)) || number === mostNames) throw error;
        continue;
      }
      made.current = { url, name };
      cache.expire(key('services'));
      return name;
    }
  };
  const form = useHubForm({
    initial,
    labels: {
      paths: t('gateway.paths'),
      methods: t('gateway.methods'),
      host: t('gateway.host'),
      to: t('gateway.to'),
      url: t('gateway.url'),
      service: t('gateway.service'),
      access: t('gateway.access'),
      trust: t('gateway.trust'),
      limit: t('gateway.limit'),
      name: t('gateway.name'),
    },
    validate: ({ paths, to, url, service, access, trust, name }) => ({
      paths:
        pathsIn(paths).length === 0
          ? t('rule.missing')
          : pathsIn(paths).every((path) => path.startsWith('/'))
            ? null
            : t('gateway.wrongPath'),
      url: to === 'service' || /^https?:\/\/[^\s?#@]+$/.test(url.trim()) ? null : t('gateway.wrongUrl'),
      service: to === 'url' ? null : missing(t, service),
      trust: access === 'jwt' ? missing(t, trust) : null,
      name: isDocumentName(name) ? null : t('gateway.wrongName'),
    }),
    submit: async (values) => {
      const { to, url, access, trust, limit, name } = values;
      let atService = to === 'url';
      try {
        const service = to === 'url' ? await serviceFor(url.trim(), name) : values.service;
        atService = false;
        const document = routeDocument({
          ...{ service, access, trust, methods: values.methods, host: values.host.trim() },
          paths: pathsIn(values.paths),
          limit: limit === '' ? null : limit,
        });
        await documentApi(client, 'pipeline').save({ name, document, basedOn: 0, note: '' });
      } catch (error) {
        throw ofForm(error, atService);
      }
      for (const noun of ['pipelines', 'services', 'traffic-status']) cache.expire(key(noun));
      navigate(routePath(space, name));
    },
  });
  const { fields } = form;
  const { values } = fields;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <Textarea
          label={t('gateway.paths')}
          description={t('gateway.pathsText')}
          placeholder="/orders/*"
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
          required
          data-autofocus
          {...fields.getInputProps('paths')}
          onChange={(event) => {
            const paths = event.currentTarget.value;
            const nameFor = (text: string): string => nameOfPath(pathsIn(text)[0] ?? '');
            // The name follows the path until somebody gives it one of its own.
            if (values.name === nameFor(values.paths)) fields.setFieldValue('name', nameFor(paths));
            fields.setFieldValue('paths', paths);
          }}
        />
        <Checkbox.Group
          label={t('gateway.methods')}
          description={t('gateway.methodsText')}
          {...fields.getInputProps('methods')}
        >
          <Group gap={12} mt={4}>
            {methodChoices.slice(0, 5).map((method) => (
              <Checkbox key={method} size="xs" value={method} label={method} />
            ))}
          </Group>
        </Checkbox.Group>
        <TextInput
          label={t('gateway.host')}
          description={t('gateway.hostText')}
          placeholder="api.example.com"
          autoComplete="off"
          spellCheck={false}
          {...fields.getInputProps('host')}
        />
        <Radio.Group label={t('gateway.to')} {...fields.getInputProps('to')}>
          <Group gap={16} mt={4}>
            <Radio size="xs" value="url" label={t('gateway.toUrl')} />
            <Radio size="xs" value="service" label={t('gateway.toService')} />
          </Group>
        </Radio.Group>
        {values.to === 'url' ? (
          <TextInput
            label={t('gateway.url')}
            description={t('gateway.urlText')}
            placeholder="https://orders.internal:8443"
            autoComplete="off"
            spellCheck={false}
            required
            {...fields.getInputProps('url')}
          />
        ) : (
          <NameSelect
            of="services"
            label={t('gateway.service')}
            placeholder={t('gateway.chooseService')}
            required
            data-path="service"
            error={fields.errors['service']}
            value={values.service === '' ? null : values.service}
            onChange={(name) => {
              fields.setFieldValue('service', name ?? '');
              fields.clearFieldError('service');
            }}
          />
        )}
        <Radio.Group label={t('gateway.access')} {...fields.getInputProps('access')}>
          <Stack gap={8} mt={4}>
            {accesses.map((access) => (
              <Radio
                key={access}
                value={access}
                label={t(`gateway.access.${access}`)}
                description={t(`gateway.access.${access}Text`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {values.access === 'jwt' && (
          <PasswordInput
            label={t('gateway.trust')}
            description={t('gateway.trustText')}
            autoComplete="off"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            {...fields.getInputProps('trust')}
          />
        )}
        <NumberInput
          label={t('gateway.limit')}
          description={t('gateway.limitText')}
          min={1}
          allowDecimal={false}
          hideControls
          {...fields.getInputProps('limit')}
        />
        <TextInput
          label={t('gateway.name')}
          description={t('gateway.nameText')}
          autoComplete="off"
          spellCheck={false}
          required
          {...fields.getInputProps('name')}
        />
        <FormActions label={t('gateway.createRoute')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};
