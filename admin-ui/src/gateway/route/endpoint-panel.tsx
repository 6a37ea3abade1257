import { Button, Checkbox, CloseButton, Group, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { GatewayLanguage, GatewayProblem } from '../../api/shapes.ts';
import { IconAdd } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { controlOf } from '../../schema-form/control.ts';
import { ObjectFields } from '../../schema-form/object-fields.tsx';
import { pointerTo } from '../../schema-form/pointer.ts';
import { isRecord } from '../../schema-form/settle.ts';
import { without } from '../../schema-form/without.ts';
import { isDocumentName } from '../document-name.ts';
import { DocumentForm } from '../document/document-form.tsx';
import { endpointsOf, textsOf, withField, type Json } from '../document/pipeline-steps.ts';
import { ProblemList } from '../document/problem-list.tsx';
import { problemsBelow } from '../document/use-check.ts';
import { methodChoices, methodsIn } from './methods.ts';
import styles from '../gateway.module.css';

interface PanelProps {
  readonly document: Json;
  readonly language: GatewayLanguage;
  readonly problems: readonly GatewayProblem[];
  readonly writes: boolean;
  onChange(document: Json, join?: string): void;
}

const at = '/apiEndpoints';

/** Where requests come in: one or several endpoints. */
export const EndpointPanel = ({ document, language, problems, writes, onChange }: PanelProps) => {
  const t = useT();
  const endpoints = endpointsOf(document);
  const give = (next: readonly (readonly [string, Json])[], join?: string): void =>
    onChange({ ...document, apiEndpoints: Object.fromEntries(next) }, join);
  const add = (): void => {
    const taken = new Set(endpoints.map(([name]) => name));
    let number = endpoints.length + 1;
    while (taken.has(`endpoint-${number}`)) number += 1;
    give([...endpoints, [`endpoint-${number}`, { paths: '/' }]]);
  };
  return (
    <DocumentForm problems={problems}>
      <p className="muted">{t('gateway.endpointsText')}</p>
      <ProblemList problems={problemsBelow(problems, at)} below={at} />
      <fieldset disabled={!writes} className={styles['fields']} aria-label={t('gateway.where')}>
        {endpoints.map(([name, endpoint], index) => (
          <EndpointFields
            key={index}
            name={name}
            endpoint={endpoint}
            language={language}
            problems={problems}
            taken={endpoints.flatMap(([other]) => (other === name ? [] : [other]))}
            onRename={(next) => give(endpoints.with(index, [next, endpoint]))}
            onChange={(next, join) => give(endpoints.with(index, [name, next]), join)}
            {...(endpoints.length > 1 && writes
              ? { onRemove: () => give(endpoints.toSpliced(index, 1)) }
              : {})}
          />
        ))}
        {writes && (
          <div>
            <Button size="compact-sm" variant="default" leftSection={<IconAdd size={14} />} onClick={add}>
              {t('gateway.addEndpoint')}
            </Button>
          </div>
        )}
      </fieldset>
    </DocumentForm>
  );
};

interface FieldsProps {
  readonly name: string;
  readonly endpoint: Json;
  readonly language: GatewayLanguage;
  readonly problems: readonly GatewayProblem[];
  readonly taken: readonly string[];
  onRename(name: string): void;
  onChange(endpoint: Json, join?: string): void;
  onRemove?(): void;
}

/** These have fields of their own here. */
const plain = ['host', 'paths', 'methods'];

const EndpointFields = (props: FieldsProps) => {
  const { name, endpoint, problems, taken, onChange } = props;
  const t = useT();
  const pointer = pointerTo(at, name);
  const errorAt = (field: string) => {
    const message = problemsBelow(problems, `${pointer}/${field}`)[0]?.message;
    return message === undefined ? {} : { error: message };
  };
  const paths = textsOf(endpoint['paths']);
  const methods = methodsIn(endpoint['methods']);
  const others = methods.filter((method) => !methodChoices.includes(method));
  const set = (field: string, value: unknown, join?: string): void =>
    onChange(withField(endpoint, field, value), join);
  return (
    <fieldset className={styles['entry']} aria-label={name}>
      <Group gap={8} align="flex-end" wrap="nowrap">
        <NameField {...{ name, taken, pointer }} onRename={props.onRename} />
        {props.onRemove !== undefined && (
          <CloseButton aria-label={t('field.remove', { name })} onClick={props.onRemove} />
        )}
      </Group>
      <Textarea
        label={t('gateway.paths')}
        description={t('gateway.pathsText')}
        className={styles['code'] ?? ''}
        autosize
        minRows={1}
        maxRows={10}
        spellCheck={false}
        data-path={`${pointer}/paths`}
        {...errorAt('paths')}
        value={paths.join('\n')}
        onChange={({ currentTarget }) => {
          const lines = currentTarget.value.split('\n').map((line) => line.trim());
          const [first, ...more] = lines;
          set('paths', more.length > 0 ? lines : first === '' ? undefined : first, `${pointer}/paths`);
        }}
        onBlur={() => {
          if (paths.includes(''))
            set(
              'paths',
              paths.filter((path) => path !== ''),
            );
        }}
      />
      <Checkbox.Group
        label={t('gateway.methods')}
        description={t('gateway.methodsText')}
        data-path={`${pointer}/methods`}
        {...errorAt('methods')}
        value={[...methods]}
        onChange={(chosen) => {
          const next = [...methodChoices.filter((one) => chosen.includes(one)), ...others];
          set('methods', next.length === 0 ? undefined : next);
        }}
      >
        <Group gap={12} mt={4}>
          {[...methodChoices, ...others].map((method) => (
            <Checkbox key={method} size="xs" value={method} label={method} />
          ))}
        </Group>
      </Checkbox.Group>
      <TextInput
        label={t('gateway.host')}
        description={t('gateway.hostText')}
        placeholder="api.example.com"
        spellCheck={false}
        data-path={`${pointer}/host`}
        {...errorAt('host')}
        value={typeof endpoint['host'] === 'string' ? endpoint['host'] : ''}
        onChange={({ currentTarget }) =>
          set('host', currentTarget.value === '' ? undefined : currentTarget.value, `${pointer}/host`)
        }
      />
      <MoreFields {...props} pointer={pointer} />
    </fieldset>
  );
};

/** What the schema has besides. */
const MoreFields = ({
  endpoint,
  language,
  pointer,
  onChange,
}: FieldsProps & { readonly pointer: string }) => {
  const all = controlOf(language.pipeline, {});
  const endpoints =
    all.kind === 'object' ? all.properties.find(({ name }) => name === 'apiEndpoints') : undefined;
  const map = controlOf(endpoints?.schema, {});
  const one = controlOf(map.kind === 'map' ? map.values : undefined, {});
  if (one.kind !== 'object') return null;
  const own = Object.fromEntries(plain.flatMap((name) => (name in endpoint ? [[name, endpoint[name]]] : [])));
  return (
    <ObjectFields
      properties={one.properties.filter(({ name }) => !plain.includes(name))}
      pointer={pointer}
      value={without(endpoint, ...plain)}
      onChange={(next) => onChange({ ...own, ...(isRecord(next) ? next : {}) })}
    />
  );
};

interface NameProps {
  readonly name: string;
  readonly pointer: string;
  readonly taken: readonly string[];
  onRename(name: string): void;
}

/** Renamed when one leaves the field: half a name is none. */
const NameField = ({ name, pointer, taken, onRename }: NameProps) => {
  const t = useT();
  const [typed, setTyped] = useState(name);
  const [before, setBefore] = useState(name);
  if (before !== name) {
    setBefore(name);
    setTyped(name);
  }
  const wrong = !isDocumentName(typed)
    ? t('gateway.wrongName')
    : taken.includes(typed)
      ? t('rule.nameTaken')
      : null;
  return (
    <TextInput
      style={{ flex: 1 }}
      label={t('gateway.endpointName')}
      spellCheck={false}
      data-path={pointer}
      {...(wrong === null ? {} : { error: wrong })}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={() => {
        if (wrong !== null) setTyped(name);
        else if (typed !== name) onRename(typed);
      }}
    />
  );
};
