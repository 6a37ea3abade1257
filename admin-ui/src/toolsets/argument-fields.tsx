import { Autocomplete, Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { ArgumentSpec, ToolsetFinding } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { JsonText } from '../schema-form/json-text.tsx';
import { argumentSources, facts, sourceOf, type Argument, type ArgumentSource } from './argument-plan.ts';
import { changed, textOrNone, type Changes } from './changed.ts';
import { messageAt } from './findings.ts';

interface FieldsProps {
  readonly argument: Argument;
  readonly spec: ArgumentSpec;
  /** Of the argument, within its tool. */
  readonly path: string;
  readonly problems: readonly ToolsetFinding[];
  readonly warnings: readonly ToolsetFinding[];
  onChange(spec: ArgumentSpec): void;
}

export const ArgumentFields = ({ argument, spec, path, problems, warnings, onChange }: FieldsProps) => {
  const t = useT();
  const source = sourceOf(spec);
  const { fixed } = spec;
  const put = (changes: Changes<ArgumentSpec>): void => onChange(changed(spec, changes));
  const own = [...problems, ...warnings].filter((finding) => finding.path === path);
  return (
    <Stack gap={12}>
      {argument.description !== '' && <p className="muted any-break">{argument.description}</p>}
      {own.map(({ message }) => (
        <p key={message} role="alert" className="any-break">
          {message}
        </p>
      ))}
      <NativeSelect
        label={t('toolsets.source')}
        data={argumentSources.map((one) => ({ value: one, label: t(`toolsets.source.${one}`) }))}
        value={source}
        error={messageAt(problems, `${path}/hide`)}
        onChange={(event) => put(startOf(event.currentTarget.value as ArgumentSource, argument))}
      />
      {fixed !== undefined && 'value' in fixed && (
        <JsonText
          label={t('toolsets.fixedValue')}
          description={t('toolsets.fixedValueText')}
          pointer={`${path}/fixed/value`}
          value={fixed.value}
          rows={2}
          problem={messageAt(problems, `${path}/fixed`)}
          onChange={(value) => put({ fixed: { value: value ?? null } })}
        />
      )}
      {fixed !== undefined && 'fact' in fixed && (
        <Autocomplete
          label={t('toolsets.fact')}
          description={t('toolsets.factText')}
          data={facts.map((fact) => fact)}
          spellCheck={false}
          value={fixed.fact}
          error={messageAt(problems, `${path}/fixed`) ?? messageAt(warnings, `${path}/fixed`)}
          onChange={(fact) => put({ fixed: { fact } })}
        />
      )}
      {source === 'model' && (
        <>
          <TextInput
            label={t('toolsets.rename')}
            placeholder={argument.name}
            spellCheck={false}
            autoComplete="off"
            value={spec.rename ?? ''}
            error={messageAt(problems, `${path}/rename`)}
            onChange={(event) => put({ rename: textOrNone(event.currentTarget.value) })}
          />
          <Textarea
            label={t('toolsets.describe')}
            placeholder={argument.description}
            autosize
            minRows={2}
            maxRows={8}
            value={spec.description ?? ''}
            onChange={(event) => put({ description: textOrNone(event.currentTarget.value) })}
          />
          {!argument.required && (
            <Checkbox
              label={t('toolsets.mustGive')}
              checked={spec.required === true}
              onChange={(event) => put({ required: event.currentTarget.checked || undefined })}
            />
          )}
        </>
      )}
      {(source === 'model' || source === 'hidden') && (
        <JsonText
          label={t('toolsets.default')}
          description={t(source === 'hidden' ? 'toolsets.defaultHidden' : 'toolsets.defaultText')}
          pointer={`${path}/default`}
          value={spec.default}
          rows={2}
          problem={messageAt(problems, `${path}/default`)}
          onChange={(value) => put({ default: value })}
        />
      )}
    </Stack>
  );
};

/** What an argument says once it comes from somewhere else; what no longer counts is gone. */
const startOf = (source: ArgumentSource, { schema }: Argument): Changes<ArgumentSpec> => {
  const none = { rename: undefined, description: undefined, required: undefined, default: undefined };
  switch (source) {
    case 'model':
      return { fixed: undefined, hide: undefined };
    case 'hidden':
      return { ...none, fixed: undefined, hide: true, default: schema['default'] };
    case 'value':
      return { ...none, hide: undefined, fixed: { value: firstValue(schema) } };
    case 'fact':
      return { ...none, hide: undefined, fixed: { fact: 'contactId' } };
    default:
      return source satisfies never;
  }
};

const firstValue = (schema: Argument['schema']): unknown => {
  const { default: usual, enum: choices, type } = schema;
  if (usual !== undefined) return usual;
  if (Array.isArray(choices)) return (choices as unknown[])[0] ?? null;
  return type === 'string'
    ? ''
    : type === 'boolean'
      ? true
      : type === 'integer' || type === 'number'
        ? 0
        : null;
};
